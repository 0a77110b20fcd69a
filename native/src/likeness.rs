//! Whether two names, of different sources and in different forms, are one function's. Names are bytes: text would bring 9 kB of the standard library into the core.

use crate::demangle::{is_rust_v0, rust_name};

/// Bytes of a plain name that is looked for in others. Longer ones are none, and would be compared at each colon of a hostile path.
const MAX_PLAIN: usize = 1024;

/// True where DWARF knows a function by its bare name only, as line-tables-only builds do, and the other name ends in that name
/// with a path in front: `link` and `<…>::Graph::link`. Adds to `read` the bytes that were looked at.
pub fn is_fuller(given: &[u8], plain: &[u8], read: &mut usize) -> bool {
    if given.len() <= plain.len() || plain.is_empty() {
        return false;
    }
    *read += given.len();
    if let Some(path) = rust_name(given) {
        *read += path.len();
        return ends_in_component(&path, plain);
    }
    if given.starts_with(b"_Z") {
        return given.starts_with(b"_ZN") && has_identifier(given, plain);
    }
    if is_rust_v0(given) {
        return has_identifier(given, plain);
    }
    ends_in_component(given, plain)
}

/// True where the given name is the linkage name with a path in front, or what that stands for, as far as can be told without a demangler.
pub fn names_same(given: &[u8], linkage: &[u8]) -> bool {
    ends_in_component(given, linkage) || (is_rust_v0(linkage) && has_identifier(linkage, last_identifier(given)))
}

/// Without what tools append to make names unique: `.llvm.123`, `.5`, `_5`.
pub fn without_suffix(name: &[u8]) -> &[u8] {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (front, number) = name.split_at(name.len() - digits);
    match front {
        _ if number.is_empty() => name,
        [rest @ .., b'.', b'l', b'l', b'v', b'm', b'.'] | [rest @ .., b'.' | b'_'] if !rest.is_empty() => rest,
        _ => name,
    }
}

/// `a::b::link`, `a::link<int>`, `a::link(int) const`: the last part of the path, before parameters, is the plain name.
fn ends_in_component(path: &[u8], plain: &[u8]) -> bool {
    let plain = without_arguments(plain);
    occurs(path, plain, |before, behind| before.ends_with(b"::") && matches!(behind, [] | [b'(' | b'<', ..]))
}

/// Itanium writes each part of a path as its length and itself; so does Rust's v0, with a line between if the part begins with a digit or a line.
fn has_identifier(mangled: &[u8], identifier: &[u8]) -> bool {
    let bare = without_arguments(identifier);
    let has_gap = is_rust_v0(mangled) && matches!(bare, [b'_' | b'0'..=b'9', ..]);
    occurs(mangled, bare, |before, _| {
        let before = if has_gap { before.strip_suffix(b"_") } else { Some(before) };
        before.is_some_and(|before| ends_in_number(before, bare.len()))
    })
}

fn ends_in_number(text: &[u8], number: usize) -> bool {
    let mut rest = number;
    let mut digits = text.iter().rev();
    while rest > 0 {
        if digits.next() != Some(&(b'0' + (rest % 10) as u8)) {
            return false;
        }
        rest /= 10;
    }
    true
}

/// The last part of a path that has a name: `b` of `a::b::{closure#0}`.
fn last_identifier(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b':')
        .find(|part| matches!(part, [b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.., ..]))
        .unwrap_or_default()
}

fn without_arguments(name: &[u8]) -> &[u8] {
    name.split(|&byte| byte == b'<').next().unwrap_or(name)
}

/// True where `name` stands in `text` at a place of which what stands before and behind it fits.
fn occurs(text: &[u8], name: &[u8], fits: impl Fn(&[u8], &[u8]) -> bool) -> bool {
    if !(1..=MAX_PLAIN).contains(&name.len()) {
        return false;
    }
    let mut places = text.windows(name.len()).enumerate();
    places.any(|(at, window)| window == name && fits(&text[..at], &text[at + name.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_front_of_the_same_name_is_fuller() {
        let cases: [(&str, &str, bool); 14] = [
            ("_ZN5graph5Graph4link17h0123456789abcdefE", "link", true),
            ("_ZN3geo6Engine4stepEii", "step", true),
            ("geo::Engine::step(int, int)", "step", true),
            ("geo::detail::Box<int, 4>::at(int) const", "at", true),
            ("geo::apply<run::$_0>(run::$_0, int)", "apply<run::$_0>", true),
            ("_ZN3geo5applyIZ3runvE3$_0EvT_i", "apply<run::$_0>", true),
            ("_RNvMNtCs1234_5graph5graphNtB2_5Graph4link", "link", true),
            ("_RNvCs1234_7mycrate2_x", "_x", false),
            ("_RNvCs1234_7mycrate2__x", "_x", true),
            ("_RNvCs1234_7mycrate4linker", "linker", false),
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
    fn the_last_name_of_a_path_is_found_behind_closures() {
        let cases = [("a::b::{closure#0}", "b"), ("<a::T as b::U>::_go", "_go"), ("main", "main"), ("{closure#0}", "")];
        for (path, expected) in cases {
            assert_eq!(last_identifier(path.as_bytes()), expected.as_bytes());
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
