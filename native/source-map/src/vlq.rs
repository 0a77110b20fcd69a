//! Base64 VLQ, the numbers of source maps: five bits a character, the least first, a sixth says that more follow.

/// Why a number, or a segment of numbers, cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Fault {
    /// A character that is no digit of base 64.
    NoDigit = 1,
    /// The last digit says that another follows.
    CutOff = 2,
    /// More than 32 bits.
    TooLarge = 3,
    /// A segment of two, three, or more than five numbers.
    WrongCount = 4,
    /// A generated column below 0 or from 2^32 on.
    ColumnOutOfRange = 5,
}

const NO_DIGIT: u8 = 0xff;
/// In a digit: another follows.
pub const CONTINUES: u8 = 0x20;

const DIGITS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < alphabet.len() {
        digits[alphabet[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};

/// The number of a digit; with all bits set, and so above all others, for a character that is none.
#[inline(always)]
pub fn digit(character: u8) -> u32 {
    u32::from(DIGITS[character as usize])
}

/// A number of one digit or two, and how many it has; `None` where these are no such digits. Which of both it is no processor foresees, so there is no branch between them.
#[inline(always)]
pub fn one_or_two_digits(first: u32, second: u32) -> Option<(u32, usize)> {
    let continues = first >> 5;
    let second = second & continues.wrapping_neg();
    // Not NO_DIGIT in front, nor NO_DIGIT or a third digit behind.
    let is_number = continues <= 1 && second < u32::from(CONTINUES);
    is_number.then_some((first & 31 | second << 5, 1 + continues as usize))
}

/// Reads an unsigned number and leaves `at` behind it; at the faulty character, or the end, where there is none. Fast where one digit is the rule.
#[inline(always)]
pub fn unsigned(text: &[u8], at: &mut usize) -> Result<u32, Fault> {
    match text.get(*at).map(|&character| DIGITS[character as usize]) {
        Some(digit) if digit < CONTINUES => {
            *at += 1;
            Ok(u32::from(digit))
        }
        _ => unsigned_long(text, at),
    }
}

/// The same, fast where one digit and two are as frequent.
#[inline(always)]
fn unsigned_mixed(text: &[u8], at: &mut usize) -> Result<u32, Fault> {
    if let Some(&[first, second]) = text.get(*at..).and_then(|rest| rest.first_chunk::<2>())
        && let Some((number, digits)) = one_or_two_digits(digit(first), digit(second))
    {
        *at += digits;
        return Ok(number);
    }
    unsigned_long(text, at)
}

#[inline(never)]
fn unsigned_long(text: &[u8], at: &mut usize) -> Result<u32, Fault> {
    let mut value = 0u64;
    for shift in (0..).step_by(5) {
        let digit = match text.get(*at).map(|&character| (character, DIGITS[character as usize])) {
            None | Some((b',' | b';', _)) => return Err(Fault::CutOff),
            Some((_, NO_DIGIT)) => return Err(Fault::NoDigit),
            Some((_, digit)) => digit,
        };
        // Zeros may go on for ever.
        if shift > 30 {
            return Err(Fault::TooLarge);
        }
        value |= u64::from(digit & (CONTINUES - 1)) << shift;
        *at += 1;
        if digit < CONTINUES {
            break;
        }
    }
    u32::try_from(value).map_err(|_| Fault::TooLarge)
}

/// A signed number: the lowest bit is the sign.
#[inline(always)]
pub fn signed(text: &[u8], at: &mut usize) -> Result<i32, Fault> {
    unsigned(text, at).map(with_sign)
}

/// As [`unsigned_mixed`].
#[inline(always)]
pub fn signed_mixed(text: &[u8], at: &mut usize) -> Result<i32, Fault> {
    unsigned_mixed(text, at).map(with_sign)
}

/// What a number says whose lowest bit is its sign.
#[inline(always)]
pub fn with_sign(value: u32) -> i32 {
    let (magnitude, sign) = ((value >> 1) as i32, (value & 1) as i32);
    (magnitude ^ -sign) + sign
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<i32, Fault>, usize) {
        let mut at = 0;
        let mut at_mixed = 0;
        let number = signed(text.as_bytes(), &mut at);
        assert_eq!((signed_mixed(text.as_bytes(), &mut at_mixed), at_mixed), (number, at), "{text}");
        (number, at)
    }

    #[test]
    fn numbers_have_a_sign_in_the_lowest_bit_and_five_bits_a_character() {
        let cases =
            [("A", 0), ("C", 1), ("D", -1), ("gB", 16), ("hB", -16), ("+/////D", i32::MAX), ("//////D", -i32::MAX)];
        for (text, value) in cases {
            assert_eq!(read(text), (Ok(value), text.len()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_why_and_where() {
        let cases = [
            ("", Fault::CutOff, 0),
            ("g", Fault::CutOff, 1),
            ("g,A", Fault::CutOff, 1),
            ("!", Fault::NoDigit, 0),
            ("g!", Fault::NoDigit, 1),
            ("//////E", Fault::TooLarge, 7),
            ("ggggggggggA", Fault::TooLarge, 7),
        ];
        for (text, fault, at) in cases {
            assert_eq!(read(text), (Err(fault), at), "{text}");
        }
    }
}
