//! Bytes of a section, one number after another.

/// Little-endian bytes under construction.
#[derive(Clone, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.0.push(value);
        self
    }

    /// The low `size` bytes of a number.
    pub fn number(&mut self, value: u64, size: u8) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes()[..usize::from(size)]);
        self
    }

    pub fn uleb(&mut self, mut value: u64) -> &mut Self {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8)
    }

    pub fn sleb(&mut self, mut value: i64) -> &mut Self {
        while !(-0x40..0x40).contains(&value) {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8 & 0x7f)
    }

    pub fn string(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self.u8(0)
    }

    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// The length that begins units of every kind, and what it counts: 12 bytes and 8, or 4 and 4.
    pub fn with_length(&mut self, offset_size: u8, contents: &[u8]) -> &mut Self {
        if offset_size == 8 {
            self.number(0xffff_ffff, 4);
        }
        self.number(contents.len() as u64, offset_size).raw(contents)
    }

    /// Replaces the number at `at`.
    pub fn patch(&mut self, at: usize, value: u64, size: u8) {
        self.0[at..at + usize::from(size)].copy_from_slice(&value.to_le_bytes()[..usize::from(size)]);
    }
}
