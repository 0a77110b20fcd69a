//! Range lists of DWARF 2 to 5, entry by entry.

use crate::abbreviations::Encoding;
use crate::bytes::{Cursor, Malformed};
use gimli::constants as dw;

/// A list that is being read.
pub struct RangeList<'a> {
    cursor: Cursor<'a>,
    version: u16,
    address_size: usize,
    largest: u64,
    base: u64,
}

/// An entry; `None` for an address whose index leads nowhere.
pub enum Entry {
    /// From here on offsets count from this address.
    Base(Option<u64>),
    /// Begin and end.
    Addresses(Option<(u64, u64)>),
    /// Begin and end, from the base on.
    Offsets(u64, u64),
}

impl<'a> RangeList<'a> {
    /// The list at `position` of `.debug_ranges`, or from DWARF 5 on of `.debug_rnglists`. `base`: the unit's.
    pub fn new(bytes: &'a [u8], position: usize, encoding: Encoding, base: u64) -> Self {
        let address_size = usize::from(encoding.address_size);
        let largest = u64::MAX >> (64 - 8 * address_size);
        RangeList { cursor: Cursor::new(bytes, position), version: encoding.version, address_size, largest, base }
    }

    /// The next entry; `None` at the end of the list or of the bytes. `address_at` reads the address with an index.
    pub fn next(&mut self, address_at: impl Fn(u64) -> Option<u64>) -> Result<Option<Entry>, Malformed> {
        if self.cursor.is_at_end() {
            return Ok(None);
        }
        if self.version >= 5 {
            return self.next_tagged(address_at);
        }
        let (begin, end) = (self.address()?, self.address()?);
        Ok(match (begin, end) {
            (0, 0) => None,
            (begin, end) if begin == self.largest => Some(Entry::Base(Some(end))),
            (begin, end) => Some(Entry::Offsets(begin, end)),
        })
    }

    fn next_tagged(&mut self, address_at: impl Fn(u64) -> Option<u64>) -> Result<Option<Entry>, Malformed> {
        let tag = dw::DwRle(self.cursor.u8()?);
        Ok(Some(match tag {
            dw::DW_RLE_end_of_list => return Ok(None),
            dw::DW_RLE_base_addressx => Entry::Base(address_at(self.number()?)),
            dw::DW_RLE_base_address => Entry::Base(Some(self.address()?)),
            dw::DW_RLE_offset_pair => Entry::Offsets(self.number()?, self.number()?),
            dw::DW_RLE_startx_endx => {
                let (begin, end) = (self.number()?, self.number()?);
                Entry::Addresses(address_at(begin).zip(address_at(end)))
            }
            dw::DW_RLE_startx_length => {
                let (begin, length) = (self.number()?, self.number()?);
                Entry::Addresses(address_at(begin).map(|begin| (begin, self.sum(begin, length))))
            }
            dw::DW_RLE_start_end => Entry::Addresses(Some((self.address()?, self.address()?))),
            dw::DW_RLE_start_length => {
                let (begin, length) = (self.address()?, self.number()?);
                Entry::Addresses(Some((begin, self.sum(begin, length))))
            }
            _ => return Err(Malformed),
        }))
    }

    /// The range of an entry, if it gives one that is neither empty nor of code that the linker threw away; the outer `None`: it cannot be read.
    pub fn range_of(&mut self, entry: Entry) -> Option<Option<(u64, u64)>> {
        // −1, and −2 where −1 says that a base follows. Linkers write 0 too, but to code at 0 nothing says that it is dead.
        let tombstone = self.largest - 1;
        let (begin, end) = match entry {
            Entry::Base(base) => {
                self.base = base?;
                return Some(None);
            }
            Entry::Addresses(range) => range?,
            Entry::Offsets(..) if self.base >= tombstone => return Some(None),
            Entry::Offsets(begin, end) => (self.sum(self.base, begin), self.sum(self.base, end)),
        };
        Some((begin < tombstone && begin < end).then_some((begin, end)))
    }

    #[inline(never)]
    fn number(&mut self) -> Result<u64, Malformed> {
        self.cursor.uleb()
    }

    #[inline(never)]
    fn address(&mut self) -> Result<u64, Malformed> {
        self.cursor.unsigned(self.address_size)
    }

    fn sum(&self, address: u64, length: u64) -> u64 {
        address.wrapping_add(length) & self.largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ranges of a list, and whether it can be read to its end. The address with index n is `addresses[n]`.
    fn ranges(bytes: &[u8], encoding: Encoding, base: u64, addresses: &[u64]) -> (Vec<(u64, u64)>, bool) {
        let mut list = RangeList::new(bytes, 0, encoding, base);
        let mut found = Vec::new();
        let address_at = |index| addresses.get(usize::try_from(index).ok()?).copied();
        loop {
            let Ok(next) = list.next(address_at) else { return (found, false) };
            let Some(entry) = next else { return (found, true) };
            let Some(range) = list.range_of(entry) else { return (found, false) };
            found.extend(range);
        }
    }

    /// The same by gimli.
    fn by_gimli(bytes: &[u8], encoding: Encoding, base: u64, addresses: &[u64]) -> (Vec<(u64, u64)>, bool) {
        use gimli::{DebugAddr, DebugAddrBase, DebugRanges, DebugRngLists, EndianSlice, Format, LittleEndian};
        let size = usize::from(encoding.address_size);
        let addr: Vec<u8> = addresses.iter().flat_map(|address| address.to_le_bytes()[..size].to_vec()).collect();
        let lists =
            gimli::RangeLists::new(DebugRanges::new(bytes, LittleEndian), DebugRngLists::new(bytes, LittleEndian));
        let of_unit =
            gimli::Encoding { format: Format::Dwarf32, version: encoding.version, address_size: encoding.address_size };
        let addr = DebugAddr::from(EndianSlice::new(&addr, LittleEndian));
        let list = lists.ranges(gimli::RangeListsOffset(0), of_unit, base, &addr, DebugAddrBase(0)).unwrap();
        let mut found = Vec::new();
        for range in list {
            let Ok(range) = range else { return (found, false) };
            found.push((range.begin, range.end));
        }
        (found, true)
    }

    #[test]
    fn lists_are_read_as_gimli_reads_them() {
        // Seeded bytes that are mostly small, so that most of them are entries.
        let mut seed = 7u64;
        let mut random = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let (mut whole, mut with_ranges) = (0, 0);
        for round in 0..40_000 {
            let (version, address_size) = ([3, 4, 5, 5][round % 4], [4, 8, 1, 2][round / 4 % 4]);
            let encoding = Encoding { version, address_size, offset_size: 4 };
            let byte = |random: &mut dyn FnMut(u64) -> u64| match random(12) {
                0 => 0xff,
                1 => 0xfe,
                2 => random(0x80) as u8,
                _ => random(9) as u8,
            };
            let bytes: Vec<u8> = (0..random(64)).map(|_| byte(&mut random)).collect();
            let base = [0, 0x10, u64::MAX >> (64 - 8 * u32::from(address_size))][random(3) as usize];
            let addresses = [0, 3, 0x20, 0x21, base];
            let ours = ranges(&bytes, encoding, base, &addresses);
            assert_eq!(ours, by_gimli(&bytes, encoding, base, &addresses), "{bytes:x?} {encoding:?} {base:x}");
            whole += usize::from(ours.1);
            with_ranges += usize::from(!ours.0.is_empty());
        }
        assert!(whole > 5_000 && with_ranges > 5_000, "{whole} of 40,000 lists were whole, {with_ranges} had ranges");
    }
}
