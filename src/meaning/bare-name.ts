/**
 * A function's name without what differs from build to build, or tells nothing of which function it is: result type, parameters, template and generic arguments,
 * hashes, numbers of closures and lambdas, suffixes of cloned functions. `geo::detail::Box<int, 4>::at(int) const` becomes `geo::detail::Box::at`.
 *
 * Reads C++ as LLVM and binutils print it, Rust of both manglings, Go, AssemblyScript and plain names. Of text that is none of these something is left that
 * depends on the text alone.
 */
export function bareName(name: string): string {
  const short = name.length > LONGEST ? name.slice(0, LONGEST) : name;
  return stripped(short)
    .replace(RUST_HASH, '')
    .replace(CLONE, '')
    .replace(LAMBDA, '{lambda}')
    .replace(GO_CLOSURE, '.func')
    .replace(ANONYMOUS, '~anonymous');
}

/** Longer names are template arguments; a bound keeps nested ones from costing their square. */
const LONGEST = 2000;

const RUST_HASH = /::h[0-9a-f]{16}$/;
/** Of GCC and LLVM: `.cold`, `.isra.0`, `.llvm.123`; of wasm-ld. */
const CLONE = /(?:\.(?:cold|isra|part|constprop|llvm|lto_priv|command_export)(?:\.\d+)*)+$/;
/** As LLVM, Itanium's demangler and MSVC write them. */
const LAMBDA = /\$_\d+|'lambda\d*'/g;
const GO_CLOSURE = /\.func\d+(?:\.\d+)*/g;
const ANONYMOUS = /~anonymous\|\d+/g;

const OPERATOR =
  /operator(?:\(\)|\[\]|<=>|->\*?|<<=?|>>=?|&&|\|\||\+\+|--|[<>=!+\-*/%^&|~]=?|,|""\s*\w+| (?:new|delete)(?:\[\])?| [^(]+)/y;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '<': '>', '[': ']', '{': '}' };

function stripped(text: string): string {
  let out = '';
  let at = 0;
  let hasParameters = false;
  while (at < text.length) {
    const character = text.charAt(at);
    const startsSegment = out === '' || ':.&*'.includes(out.charAt(out.length - 1));
    if (startsSegment && text.startsWith('operator', at)) {
      OPERATOR.lastIndex = at;
      const found = OPERATOR.exec(text)?.[0];
      if (found !== undefined) {
        out += found;
        at += found.length;
        continue;
      }
    }
    if (character === ' ') {
      // Behind the parameters stand `const` and its like, in front of a plain name the result's type.
      if (hasParameters || text[at + 1] === '[') break;
      // `operator< <int>`
      if (text[at + 1] !== '<') out = '';
      at += 1;
      continue;
    }
    const closing = CLOSING[character];
    if (closing === undefined) {
      out += character;
      at += 1;
      continue;
    }
    const end = closed(text, at);
    out += keptOf(text.slice(at, end), out, startsSegment);
    if (character === '<' && startsSegment && out.endsWith('::') && !text.startsWith('::', end)) out = out.slice(0, -2);
    else if (character === '<' && startsSegment && out.endsWith('::')) at = end + 2;
    hasParameters ||= character === '(' && !startsSegment && !out.endsWith('decltype');
    at = Math.max(at, end);
  }
  return out;
}

/** What of a bracketed part belongs to the name. */
function keptOf(part: string, before: string, startsSegment: boolean): string {
  if (part.startsWith('{'))
    return part.includes('lambda') ? '{lambda}' : part.includes('closure') ? '{closure}' : part.replace(/#\d+/g, '');
  // `(anonymous namespace)::f`, Go's `main.(*T).Method`.
  if (part.startsWith('(')) return startsSegment ? part : '';
  if (!part.startsWith('<') || !startsSegment) return '';
  // Rust's `<T as Trait>::f` and `<impl T>::f`; its `f::<T>` are arguments.
  const isType = before === '' || part.startsWith('<impl ') || part.includes(' as ');
  return isType ? `<${withoutArguments(part.slice(1, -1))}>` : '';
}

/** `Vec<T> as Index<I>` becomes `Vec as Index`. */
function withoutArguments(type: string): string {
  let out = '';
  let depth = 0;
  for (let at = 0; at < type.length; at++) {
    const character = type.charAt(at);
    if (character === '<') depth += 1;
    if (depth === 0) out += character;
    if (character === '>' && type[at - 1] !== '-') depth = Math.max(0, depth - 1);
  }
  return out;
}

/** Index behind the bracket that closes the one at `from`; the text's end where none does. */
function closed(text: string, from: number): number {
  const opening = text.charAt(from);
  const closing = CLOSING[opening];
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === opening) depth += 1;
    // An arrow closes nothing: `<fn(u8) -> u8>`.
    else if (character === closing && text[at - 1] !== '-') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}
