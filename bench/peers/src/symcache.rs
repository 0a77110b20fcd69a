//! symbolic: an object in, a SymCache out, and lookups in it. Its addresses are module-file offsets.

use crate::{Failure, milliseconds};
use std::time::Instant;
use symbolic_debuginfo::Object;
use symbolic_symcache::{SourceLocation, SymCache, SymCacheConverter};

/// A SymCache.
pub struct Built {
    /// The file.
    pub bytes: Vec<u8>,
    /// Milliseconds of parsing the object, which validates all code.
    pub parse: f64,
}

/// All that is there, as `symcache_debug` does it. SymCache holds names as they are mangled.
pub fn build(module: &[u8]) -> Result<Built, Failure> {
    let start = Instant::now();
    let object = Object::parse(module)?;
    let parse = milliseconds(start);
    let mut converter = SymCacheConverter::new();
    converter.process_object(&object)?;
    let mut bytes = Vec::new();
    converter.serialize(&mut bytes)?;
    Ok(Built { bytes, parse })
}

/// Opens a SymCache.
pub fn open(bytes: &'static [u8]) -> Result<SymCache<'static>, Failure> {
    Ok(SymCache::parse(bytes)?)
}

/// What a walk has seen: kept, so that the walk is not left out.
#[derive(Default)]
pub struct Sum {
    /// Frames of all chains.
    pub frames: usize,
    /// Of all lines.
    pub lines: u64,
}

/// The chain of each offset: function, file and line of each frame, borrowed from the cache, which is how it gives them out.
pub fn walk(cache: &SymCache<'_>, offsets: &[u32]) -> Sum {
    walk_with(cache, offsets, |location| {
        std::hint::black_box((location.function(), location.file()));
    })
}

/// The same where names and files do not matter: frames are told apart by their lines alone.
pub fn walk_lines(cache: &SymCache<'_>, offsets: &[u32]) -> Sum {
    walk_with(cache, offsets, |_| {})
}

fn walk_with(cache: &SymCache<'_>, offsets: &[u32], look: impl Fn(&SourceLocation<'_, '_>)) -> Sum {
    let mut sum = Sum::default();
    for &offset in offsets {
        for location in cache.lookup(u64::from(offset)) {
            look(&location);
            sum.frames += 1;
            sum.lines += u64::from(location.line());
        }
    }
    std::hint::black_box(sum)
}

/// A frame as a tool would pass it on.
pub struct Frame<'data> {
    /// As it is mangled, borrowed from the cache.
    pub name: &'data str,
    /// Joined.
    pub path: Option<String>,
    /// 0: unknown.
    pub line: u32,
}

impl Frame<'_> {
    /// Bytes of its text.
    pub fn size(&self) -> usize {
        self.name.len() + self.path.as_ref().map_or(0, String::len) + usize::from(self.line > 0)
    }
}

/// The frames of each offset.
pub fn frames<'data>(cache: &SymCache<'data>, offsets: &[u32]) -> Vec<Vec<Frame<'data>>> {
    let frames_of = |&offset: &u32| {
        let locations = cache.lookup(u64::from(offset));
        let frame = |location: SourceLocation<'data, '_>| Frame {
            name: location.function().name(),
            path: location.file().map(|file| file.full_path()),
            line: location.line(),
        };
        locations.map(frame).collect()
    };
    std::hint::black_box(offsets.iter().map(frames_of).collect())
}
