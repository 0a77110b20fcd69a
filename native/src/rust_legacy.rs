//! The usual names of Rust's old mangling, which is what `rustc` writes unless it is told otherwise.

/// A path without its hash: `_ZN4core3ptr…17h0123456789abcdefE`. `None` for names that are anything else than that, which `rustc_demangle` judges: it looks at each character
/// several times and writes through two adapters of `fmt`, so that names took a seventh of a Rust module's build.
pub fn demangle(name: &str) -> Option<String> {
    let (mut path, hash) =
        name.strip_prefix("_ZN")?.strip_suffix('E')?.split_at_checked(name.len().checked_sub(23)?)?;
    let digits = hash.strip_prefix("17h")?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) || !path.is_ascii() {
        return None;
    }
    let mut text = String::with_capacity(name.len());
    while !path.is_empty() {
        let after = path.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let length = path[..path.len() - after.len()].parse().ok().filter(|&length| length > 0)?;
        let (part, rest) = after.split_at_checked(length)?;
        path = rest;
        if !text.is_empty() {
            text.push_str("::");
        }
        push_part(&mut text, part)?;
    }
    Some(text)
}

fn push_part(text: &mut String, part: &str) -> Option<()> {
    // What may not begin a name in an object file has a line in front.
    let mut part = if part.starts_with("_$") { &part[1..] } else { part };
    while let Some(at) = part.bytes().position(|byte| matches!(byte, b'$' | b'.')) {
        let (plain, rest) = part.split_at(at);
        text.push_str(plain);
        part = if let Some(rest) = rest.strip_prefix("..") {
            text.push_str("::");
            rest
        } else if let Some(rest) = rest.strip_prefix('.') {
            text.push('.');
            rest
        } else {
            let (escape, rest) = rest[1..].split_once('$')?;
            text.push(character(escape)?);
            rest
        };
    }
    text.push_str(part);
    Some(())
}

fn character(escape: &str) -> Option<char> {
    Some(match escape {
        "SP" => '@',
        "BP" => '*',
        "RF" => '&',
        "LT" => '<',
        "GT" => '>',
        "LP" => '(',
        "RP" => ')',
        "C" => ',',
        _ => {
            let digits = escape.strip_prefix('u')?;
            let &[high @ b'2'..=b'7', low @ (b'0'..=b'9' | b'a'..=b'f')] = digits.as_bytes() else { return None };
            let low = if low < b'a' { low - b'0' } else { low - b'a' + 10 };
            Some(high - b'0' << 4 | low).filter(|&code| code != 0x7f)?.into()
        }
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
            assert_eq!(demangle(&format!("_ZN{path}{HASH}")).as_deref(), Some(expected), "{path}");
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
            if let Some(text) = demangle(&name) {
                read += 1;
                assert_eq!(by_the_library(&name), Some(text), "{name}");
            }
        }
        assert!(read > 5_000, "only {read} names were read");
    }
}
