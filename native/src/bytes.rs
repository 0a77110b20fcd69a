//! Reading and writing numbers. Every read is checked: the bytes are hostile.

/// The bytes ended, or a number does not fit, or a form is unknown: what is being read cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// A position in bytes that reads little-endian numbers.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    /// Offset of the next byte.
    pub position: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at `position`, which may lie behind the end: the first read then fails.
    pub fn new(bytes: &'a [u8], position: usize) -> Self {
        Cursor { bytes, position }
    }

    /// True where no byte is left.
    pub fn is_at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    /// The next `length` bytes.
    #[inline]
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let end = self.position.checked_add(length).ok_or(Malformed)?;
        let taken = self.bytes.get(self.position..end).ok_or(Malformed)?;
        self.position = end;
        Ok(taken)
    }

    /// Passes over `length` bytes.
    #[inline]
    pub fn skip(&mut self, length: usize) -> Result<(), Malformed> {
        let end = self.position.checked_add(length).ok_or(Malformed)?;
        if end > self.bytes.len() {
            return Err(Malformed);
        }
        self.position = end;
        Ok(())
    }

    /// One byte.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        let byte = *self.bytes.get(self.position).ok_or(Malformed)?;
        self.position += 1;
        Ok(byte)
    }

    /// The next byte, which is not passed over.
    pub fn peek(&self) -> Result<u8, Malformed> {
        self.bytes.get(self.position).copied().ok_or(Malformed)
    }

    /// An unsigned number of `size` bytes, 1 to 8.
    #[inline]
    pub fn unsigned(&mut self, size: usize) -> Result<u64, Malformed> {
        let taken = self.take(size)?;
        Ok(match *taken {
            [a] => u64::from(a),
            [a, b] => u64::from(u16::from_le_bytes([a, b])),
            [a, b, c, d] => u64::from(u32::from_le_bytes([a, b, c, d])),
            _ => taken.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)),
        })
    }

    /// Unsigned LEB128. Bits beyond 64 are lost, as in every DWARF reader: producers pad.
    #[inline]
    pub fn uleb(&mut self) -> Result<u64, Malformed> {
        let first = self.u8()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        self.uleb_tail(first)
    }

    fn uleb_tail(&mut self, first: u8) -> Result<u64, Malformed> {
        let mut value = u64::from(first & 0x7f);
        let mut shift = 7;
        loop {
            let byte = self.u8()?;
            if shift < 64 {
                value |= u64::from(byte & 0x7f) << shift;
            }
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }

    /// Signed LEB128.
    #[inline]
    pub fn sleb(&mut self) -> Result<i64, Malformed> {
        let mut value = 0u64;
        let mut shift = 0;
        loop {
            let byte = self.u8()?;
            if shift < 64 {
                value |= u64::from(byte & 0x7f) << shift;
            }
            shift += 7;
            if byte < 0x80 {
                if shift < 64 && byte & 0x40 != 0 {
                    value |= u64::MAX << shift;
                }
                return Ok(value as i64);
            }
        }
    }

    /// Passes over a LEB128 number of either kind.
    #[inline]
    pub fn skip_leb(&mut self) -> Result<(), Malformed> {
        while self.u8()? >= 0x80 {}
        Ok(())
    }

    /// The bytes up to a zero byte, which is passed over.
    pub fn string(&mut self) -> Result<&'a [u8], Malformed> {
        let rest = self.bytes.get(self.position..).ok_or(Malformed)?;
        let length = find_zero(rest).ok_or(Malformed)?;
        self.position += length + 1;
        Ok(&rest[..length])
    }
}

/// Where the first zero byte is. Eight bytes at a time: mangled names are long.
pub fn find_zero(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, &word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(word);
        // Exact up to the first zero byte: nothing is borrowed below it.
        let zeros = word.wrapping_sub(0x0101_0101_0101_0101) & !word & 0x8080_8080_8080_8080;
        if zeros != 0 {
            return Some(number * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|&byte| byte == 0).map(|at| words.len() * 8 + at)
}

/// Appends an unsigned LEB128.
#[inline]
pub fn push_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends `to - from` so that small steps of either sign are short: `(step << 1) ^ (step >> 31)`.
#[inline]
pub fn push_zigzag_step(out: &mut Vec<u8>, from: u32, to: u32) {
    let step = to.wrapping_sub(from) as i32;
    push_varint(out, ((step << 1) ^ (step >> 31)) as u32);
}

/// Appends little-endian numbers of a width of 0, 1, 2 or 4 bytes. Each width in a loop of its own: copies of a length that is not known beforehand leave Wasm in V8.
pub fn push_numbers(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>, width: usize) {
    match width {
        0 => (),
        1 => out.extend(numbers.map(|number| number as u8)),
        2 => numbers.for_each(|number| out.extend_from_slice(&(number as u16).to_le_bytes())),
        _ => numbers.for_each(|number| push_u32(out, number)),
    }
}

/// Appends a little-endian u32.
#[inline]
pub fn push_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leb128_reads_padding_and_both_signs() {
        assert_eq!(Cursor::new(&[0x80, 0x80, 0x00], 0).uleb(), Ok(0));
        assert_eq!(Cursor::new(&[0xe5, 0x8e, 0x26], 0).uleb(), Ok(624_485));
        assert_eq!(Cursor::new(&[0x9b, 0xf1, 0x59], 0).sleb(), Ok(-624_485));
        assert_eq!(Cursor::new(&[0x80], 0).uleb(), Err(Malformed));
    }

    #[test]
    fn the_first_zero_is_found_wherever_it_stands() {
        for length in 0..40 {
            let mut bytes = vec![0x80u8; length];
            assert_eq!(find_zero(&bytes), None);
            bytes.extend([0, 1, 0]);
            assert_eq!(find_zero(&bytes), Some(length));
        }
    }

    #[test]
    fn zigzag_steps_wrap_at_the_edges() {
        for (from, to) in [(0, 0), (5, 4), (0, u32::MAX), (u32::MAX, 0), (7, 7 + 64)] {
            let mut out = Vec::new();
            push_zigzag_step(&mut out, from, to);
            let value = Cursor::new(&out, 0).uleb().unwrap() as u32;
            assert_eq!(from.wrapping_add(value >> 1 ^ (value & 1).wrapping_neg()), to);
        }
    }
}
