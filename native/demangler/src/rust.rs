//! Rust's names, of both schemes, without their hashes.

use crate::Bounded;
use std::fmt::Write;

/// Writes a name without its hash. `None`: it is no such name; false: it is too large.
pub fn demangle(name: &[u8], text: &mut Bounded) -> Option<bool> {
    if !(name.starts_with(b"_R") || is_legacy(name)) {
        return None;
    }
    let demangled = rustc_demangle::try_demangle(std::str::from_utf8(name).ok()?).ok()?;
    Some(write!(text, "{demangled:#}").is_ok())
}

/// The scheme of Itanium with a hash of 16 hex digits as the last part of the path; without it, it is a C++ name.
fn is_legacy(name: &[u8]) -> bool {
    if !name.starts_with(b"_ZN") {
        return false;
    }
    // `.llvm.1234` and the like may follow.
    name.windows(20).rev().any(|window| {
        window.starts_with(b"17h") && window[19] == b'E' && window[3..19].iter().all(u8::is_ascii_hexdigit)
    })
}

#[cfg(test)]
mod tests {
    use crate::demangle;

    #[test]
    fn a_hash_makes_a_name_rusts() {
        let cases = [
            ("_ZN3foo3bar17h0123456789abcdefE", "foo::bar"),
            ("_ZN3foo3bar17h0123456789abcdegE", "foo::bar::h0123456789abcdeg"),
            ("_ZN3foo7a$u20$b17h0123456789abcdefE.llvm.1", "foo::a b"),
        ];
        for (name, expected) in cases {
            assert_eq!(demangle(name.as_bytes(), &mut 1000).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_name_that_refers_back_without_end_is_none() {
        let mut room = 1 << 20;
        let name = format!("_RIC1a{}E", "TB3_B3_E".repeat(40));
        assert_eq!(demangle(name.as_bytes(), &mut room), None);
    }
}
