//! C++ names of the Itanium ABI.

use crate::Bounded;
use cpp_demangle::{DemangleOptions, ParseOptions, Symbol};

/// Nesting of a name. Real ones stay below 100; the demangler's own default allows what overflows a Wasm stack.
const MAX_DEPTH: u32 = 192;

/// Places of a name at which the demangler tries two ways, each up to the end of the name. Real names have one or two; ten in one name take a millisecond, twenty 5 s and
/// 773 MB, and forty more than anyone can wait for.
const MAX_FORKS: usize = 8;

/// Writes a name with its parameters, as LLVM prints it; what compilers append (`.llvm.1234`, `.isra.0`) as binutils do. `None`: it is no such name;
/// false: it is too large.
pub fn demangle(name: &[u8], text: &mut Bounded) -> Option<bool> {
    if forks(name) > MAX_FORKS {
        return None;
    }
    let options = ParseOptions::default().recursion_limit(MAX_DEPTH);
    let symbol = Symbol::new_with_options(name, &options).ok()?;
    let is_written = symbol.structured_demangle(text, &DemangleOptions::default().recursion_limit(MAX_DEPTH)).is_ok();
    close_up(&mut text.text);
    Some(is_written)
}

/// `A<B<int>>` for `A<B<int> >`: as C++ has it since 2011 and LLVM's tools print it. So what a linker has demangled for the name section is the same text, and stands in an index once.
fn close_up(text: &mut String) {
    let is_gap = |at: usize| text[..at].ends_with('>') && text[at..].starts_with(" >");
    *text = text.char_indices().filter(|&(at, _)| !is_gap(at)).map(|(_, character)| character).collect();
}

/// How often `C1I…` occurs, a constructor with template arguments or the complex type of a class that begins with `I`, or `XL1a…`, an expression of a literal
/// or of a local name. The demangler keeps no record of what it has tried.
fn forks(name: &[u8]) -> usize {
    name.windows(3).filter(|window| matches!(window, [b'C', b'1'..=b'5', b'I'] | [b'X', b'L', b'0'..=b'9'])).count()
}

#[cfg(test)]
mod tests {
    use crate::demangle;

    #[test]
    fn templates_close_without_a_space() {
        let cases = [
            ("_Z1f1AI1BI1CIiEEE", "f(A<B<C<int>>>)"),
            ("_ZN1AcvT_I1BIiEEEv", "A::operator B<int><B<int>>()"),
            ("_ZN1AgtI1BIiEEEbv", "bool A::operator><B<int>>()"),
        ];
        for (name, expected) in cases {
            assert_eq!(demangle(name.as_bytes(), &mut 1000).as_deref(), Some(expected));
        }
    }

    #[test]
    fn names_that_would_be_tried_without_end_are_none() {
        for part in ["C1I", "C2Ia", "C4Iabc", "XL1aI"] {
            for count in [9, 60, 10_000] {
                let name = format!("_Z1fI{}", part.repeat(count));
                assert_eq!(demangle(name.as_bytes(), &mut 1000), None);
            }
        }
        assert!(demangle(b"_ZN1AIiEC1IcEET_", &mut 1000).is_some());
    }
}
