//! The usual names of Rust's old mangling, which is what `rustc` writes unless it is told otherwise.

/// A path without its hash: `_ZN4core3ptr…17h0123456789abcdefE`, in ASCII. `None` for names that are anything else than that, which `rustc_demangle` judges: it looks at each character
/// several times and writes through two adapters of `fmt`, so that names took a seventh of a Rust module's build.
pub fn demangle(name: &[u8]) -> Option<Vec<u8>> {
    let [b'_', b'Z', b'N', path @ .., b'E'] = name else { return None };
    let (path, hash) = path.split_at_checked(path.len().checked_sub(HASH_SIZE)?)?;
    if !(hash.starts_with(b"17h") && hash[3..].iter().all(u8::is_ascii_hexdigit) && name.is_ascii()) {
        return None;
    }
    let mut text = Vec::with_capacity(name.len());
    let mut rest = path;
    while let [first, ..] = *rest {
        let mut length = 0usize;
        while let [digit @ b'0'..=b'9', behind @ ..] = rest {
            length = length.checked_mul(10)?.checked_add(usize::from(digit - b'0'))?;
            rest = behind;
        }
        // A part of no length would end in the digits of the next one.
        if !first.is_ascii_digit() || length == 0 {
            return None;
        }
        let part;
        (part, rest) = rest.split_at_checked(length)?;
        if !text.is_empty() {
            text.extend_from_slice(b"::");
        }
        push_part(&mut text, part)?;
    }
    Some(text)
}

/// `17h` and 16 digits.
const HASH_SIZE: usize = 19;

fn push_part(text: &mut Vec<u8>, part: &[u8]) -> Option<()> {
    // What may not begin a name in an object file has a line in front.
    let mut rest = if part.starts_with(b"_$") { &part[1..] } else { part };
    while let [byte, behind @ ..] = rest {
        rest = match (byte, behind) {
            (b'.', [b'.', behind @ ..]) => {
                text.extend_from_slice(b"::");
                behind
            }
            (b'$', _) => {
                let length = behind.iter().position(|&byte| byte == b'$')?;
                text.push(character(&behind[..length])?);
                &behind[length + 1..]
            }
            _ => {
                text.push(*byte);
                behind
            }
        };
    }
    Some(())
}

fn character(escape: &[u8]) -> Option<u8> {
    Some(match *escape {
        [b'S', b'P'] => b'@',
        [b'B', b'P'] => b'*',
        [b'R', b'F'] => b'&',
        [b'L', b'T'] => b'<',
        [b'G', b'T'] => b'>',
        [b'L', b'P'] => b'(',
        [b'R', b'P'] => b')',
        [b'C'] => b',',
        [b'u', high @ b'2'..=b'7', low @ b'0'..=b'9'] => (high - b'0') << 4 | (low - b'0'),
        [b'u', high @ b'2'..=b'7', low @ b'a'..=b'e'] => (high - b'0') << 4 | (low - b'a' + 10),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "17h0123456789abcdefE";

    fn by_the_library(name: &str) -> Option<String> {
        rustc_demangle::try_demangle(name).ok().map(|demangled| format!("{demangled:#}"))
    }

    #[test]
    fn usual_names_are_read() {
        let cases = [
            ("4core3ptr13drop_in_place", "core::ptr::drop_in_place"),
            ("35Bar$LT$$u5b$u32$u3b$$u20$4$u5d$$GT$", "Bar<[u32; 4]>"),
            (
                "71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar",
                "<Test + 'static as foo::Bar<Test>>::bar",
            ),
            ("28_$u7b$$u7b$closure$u7d$$u7d$", "{{closure}}"),
            ("3a.b", "a.b"),
        ];
        for (path, expected) in cases {
            let text = demangle(format!("_ZN{path}{HASH}").as_bytes());
            assert_eq!(text.as_deref(), Some(expected.as_bytes()), "{path}");
        }
    }

    #[test]
    fn what_is_read_is_read_as_by_the_library() {
        let mut seed = 7u64;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let pieces = [
            "a", "foo", "_", "..", ".", "$", "$u20$", "$u7f$", "$u1f$", "$ue9$", "$u7b$", "$RF$", "$LT$", "$C$",
            "$XX$", "9", "E", "17h", "_$", "é", "",
        ];
        let mut read = 0;
        for _ in 0..40_000 {
            let mut name = String::from("_ZN");
            for _ in 0..random(4) {
                let part: String = (0..random(5)).map(|_| pieces[random(pieces.len())]).collect();
                let length = if random(20) == 0 { random(9) } else { part.len() };
                name += &format!("{length}{part}");
            }
            name += [HASH, HASH, HASH, "17h0123456789abcdexE", "E", ".llvm.1E"][random(6)];
            if let Some(text) = demangle(name.as_bytes()) {
                read += 1;
                assert_eq!(by_the_library(&name).map(String::into_bytes), Some(text), "{name}");
            }
        }
        assert!(read > 5_000, "only {read} names were read");
    }
}
