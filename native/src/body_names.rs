//! A body's name: DWARF's, or that of the name section where it says more, or where there is no other.

use crate::demangle::rust_name;
use crate::format::{NAME_FROM_NAME_SECTION, NAME_FROM_SOURCE_MAP, NAME_FROM_SYMBOL_LIST};
use crate::sections::Module;
use crate::tables::{Function, FunctionId, Tables};

/// Searching a name in another takes several times as long as reading both.
const COMPARING: usize = 4;

/// The function of a body whose DWARF, if any, says `from_dwarf`; 0 is unknown.
pub fn function_of_body(
    module: &Module,
    function_index: u32,
    from_dwarf: FunctionId,
    tables: &mut Tables,
) -> FunctionId {
    let described = tables.functions.get(from_dwarf);
    let plain = tables.strings.get(described.linkage);
    // A source map's name is for want of a better one: an export only is a worse one.
    let is_of_map = described.origin == NAME_FROM_SOURCE_MAP;
    if !is_of_map && (plain.starts_with(b"_Z") || plain.starts_with(b"_R")) {
        return from_dwarf;
    }
    let mut given = module.names_of(function_index).filter(|(given, _)| !given.is_empty());
    let mut read = 0;
    let better = match plain {
        [] => given.next(),
        _ if is_of_map => given.find(|&(_, origin)| matches!(origin, NAME_FROM_NAME_SECTION | NAME_FROM_SYMBOL_LIST)),
        _ if !tables.strings.is_open() => None,
        _ => given.find(|&(given, _)| is_fuller(given, plain, &mut read)),
    };
    tables.strings.spend(COMPARING * read);
    let Some((given, origin)) = better else { return from_dwarf };
    let linkage = tables.strings.intern(given);
    tables.functions.intern(Function { linkage, display: 0, origin, ..described })
}

/// True where DWARF knows a function by its bare name only, as line-tables-only builds do, and the other name ends in that name
/// with a path in front: `link` and `<…>::Graph::link`. Adds to `read` the bytes that were looked at.
fn is_fuller(given: &[u8], plain: &[u8], read: &mut usize) -> bool {
    if given.len() <= plain.len() || plain.is_empty() {
        return false;
    }
    let (Ok(given), Ok(plain)) = (std::str::from_utf8(given), std::str::from_utf8(plain)) else { return false };
    *read += given.len();
    if let Some(path) = rust_name(given, read) {
        return ends_in_component(&path, plain);
    }
    if given.starts_with("_Z") {
        // Itanium writes each part of a path as its length and itself.
        return given.starts_with("_ZN") && given.contains(&format!("{}{plain}", plain.len()));
    }
    ends_in_component(given, plain)
}

/// `a::b::link`, `a::link<int>`, `a::link(int) const`: the last part of the path, before parameters, is the plain name. Text and not bytes, whose search
/// takes linear time: a path of colons alone took minutes.
fn ends_in_component(path: &str, plain: &str) -> bool {
    let bare_plain = plain.split('<').next().unwrap_or(plain);
    let part = format!("::{bare_plain}");
    path.match_indices(&part).any(|(at, _)| matches!(path.as_bytes().get(at + part.len()), None | Some(b'(' | b'<')))
}

/// True where a claim's name is also that of the name section: one of several claims is then the more credible.
pub fn agrees_with_names(module: &Module, function_index: u32, function: FunctionId, tables: &mut Tables) -> bool {
    let Tables { functions, strings, .. } = tables;
    let function = functions.get(function);
    if !strings.is_open() {
        return false;
    }
    let Ok(linkage) = std::str::from_utf8(strings.get(function.linkage)) else { return false };
    let display = strings.get(function.display);
    let mut read = linkage.len();
    let demangled = rust_name(linkage, &mut read).unwrap_or_default();
    let is_alike = |given: &[u8]| {
        given == linkage.as_bytes()
            || (!display.is_empty() && given == display)
            || (!given.is_empty() && given == demangled.as_bytes())
            || (given == b"__main_argc_argv" && linkage == "main")
            || std::str::from_utf8(given).is_ok_and(|given| ends_in_component(given, linkage))
    };
    // What looks like a suffix may also be part of the name: `log_10`.
    let agrees = module.names_of(function_index).any(|(given, _)| {
        read += given.len();
        is_alike(given) || is_alike(without_suffix(given))
    });
    strings.spend(COMPARING * read);
    agrees
}

/// Without what tools append to make names unique: `.llvm.123`, `.5`, `_5`.
fn without_suffix(name: &[u8]) -> &[u8] {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (front, number) = name.split_at(name.len() - digits);
    match front {
        _ if number.is_empty() => name,
        [rest @ .., b'.', b'l', b'l', b'v', b'm', b'.'] | [rest @ .., b'.' | b'_'] if !rest.is_empty() => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_front_of_the_same_name_is_fuller() {
        let cases: [(&str, &str, bool); 9] = [
            ("_ZN5graph5Graph4link17h0123456789abcdefE", "link", true),
            ("_ZN3geo6Engine4stepEii", "step", true),
            ("geo::Engine::step(int, int)", "step", true),
            ("geo::detail::Box<int, 4>::at(int) const", "at", true),
            ("geo::apply<run::$_0>(run::$_0, int)", "apply<run::$_0>", true),
            ("step", "step", false),
            ("geo::Engine::stepper(int)", "step", false),
            ("__main_argc_argv", "main", false),
            ("parse.llvm.123", "parse", false),
        ];
        for (given, plain, expected) in cases {
            assert_eq!(is_fuller(given.as_bytes(), plain.as_bytes(), &mut 0), expected, "{given} for {plain}");
        }
    }

    #[test]
    fn suffixes_that_make_names_unique_come_off() {
        let cases = [("f.llvm.123", "f"), ("f.5", "f"), ("f_5", "f"), ("f5", "f5"), ("_5", "_5"), ("", "")];
        for (name, bare) in cases {
            assert_eq!(without_suffix(name.as_bytes()), bare.as_bytes());
        }
    }
}
