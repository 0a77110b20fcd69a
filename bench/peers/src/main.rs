//! Native peers of wasm-symbolicate, timed on the same files: `peers VERB ARGUMENT…` answers once, `peers serve` answers a line of tab-separated words after
//! the other from standard input, so that a bench can ask its contenders in turn. Each answer is a line of JSON; times are milliseconds.
//!
//! | verb | arguments | what is timed |
//! |---|---|---|
//! | `symcache` | MODULE | symbolic: parse the object, convert it, write the SymCache |
//! | `symcache-lookup` | MODULE OFFSETS | of a SymCache: the whole chain of each offset; function, file and line borrowed from it |
//! | `symcache-lines` | MODULE OFFSETS | the same, lines alone |
//! | `symcache-frames` | MODULE OFFSETS | the same with name, joined path and line of each frame |
//! | `core` | INPUTS | our core, natively |
//! | `addr2line` | MODULE OFFSETS | addr2line: context and the chain of each offset, from nothing |
//! | `addr2line-lookup` | MODULE OFFSETS | the same of a context that has met all offsets before |
//! | `repeat` | MODULE COPIES OUTPUT | writing a module of so many copies of the bodies and the debug information of another |
//!
//! OFFSETS is a file of u32, module-file offsets; INPUTS is what `ours.mjs core-inputs` wrote.

mod core_natively;
mod dwarf;
mod repeat;
mod symcache;

use std::collections::HashMap;
use std::fmt::Write;
use std::io::BufRead;
use std::time::Instant;

/// Why a request has no answer.
pub type Failure = Box<dyn std::error::Error>;

/// What is kept between requests: files once read, and what was made of them outside of the time that counts.
#[derive(Default)]
struct Files {
    bytes: HashMap<String, &'static [u8]>,
    caches: HashMap<String, &'static [u8]>,
    contexts: HashMap<String, dwarf::Context>,
}

impl Files {
    /// Leaked: they live as long as the process, and what borrows them can be kept beside them.
    fn read(&mut self, path: &str) -> Result<&'static [u8], Failure> {
        if let Some(bytes) = self.bytes.get(path) {
            return Ok(bytes);
        }
        let bytes: &'static [u8] = std::fs::read(path)?.leak();
        self.bytes.insert(path.to_owned(), bytes);
        Ok(bytes)
    }

    fn offsets(&mut self, path: &str) -> Result<Vec<u32>, Failure> {
        let words = self.read(path)?.chunks_exact(4);
        Ok(words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect())
    }

    fn symcache(&mut self, module: &str) -> Result<&'static [u8], Failure> {
        if let Some(cache) = self.caches.get(module) {
            return Ok(cache);
        }
        let cache: &'static [u8] = symcache::build(self.read(module)?)?.bytes.leak();
        self.caches.insert(module.to_owned(), cache);
        Ok(cache)
    }

    fn context(&mut self, module: &str) -> Result<&dwarf::Context, Failure> {
        if !self.contexts.contains_key(module) {
            let context = dwarf::Context::new(self.read(module)?)?;
            self.contexts.insert(module.to_owned(), context);
        }
        Ok(&self.contexts[module])
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// The members of the answer.
fn answer(files: &mut Files, words: &[&str]) -> Result<String, Failure> {
    match *words {
        ["symcache", module] => {
            let bytes = files.read(module)?;
            let start = Instant::now();
            let built = symcache::build(bytes)?;
            let total = milliseconds(start);
            Ok(format!(r#""total":{total},"parse":{},"bytes":{}"#, built.parse, built.bytes.len()))
        }
        [verb @ ("symcache-lookup" | "symcache-lines"), module, offsets] => {
            let (offsets, cache) = (files.offsets(offsets)?, symcache::open(files.symcache(module)?)?);
            let walk = if verb == "symcache-lines" { symcache::walk_lines } else { symcache::walk };
            let start = Instant::now();
            let sum = walk(&cache, &offsets);
            Ok(format!(r#""total":{},"frames":{}"#, milliseconds(start), sum.frames))
        }
        ["symcache-frames", module, offsets] => {
            let (offsets, cache) = (files.offsets(offsets)?, symcache::open(files.symcache(module)?)?);
            let start = Instant::now();
            let answers = symcache::frames(&cache, &offsets);
            let total = milliseconds(start);
            let size = answers.iter().flatten().map(symcache::Frame::size).sum::<usize>();
            Ok(format!(r#""total":{total},"frames":{},"size":{size}"#, answers.iter().map(Vec::len).sum::<usize>()))
        }
        ["core", inputs] => {
            let inputs = core_natively::parse_inputs(files.read(inputs)?)?;
            let start = Instant::now();
            let index = core_natively::build(&inputs)?;
            let total = milliseconds(start);
            Ok(format!(r#""total":{total},"bytes":{},"checksum":{}"#, index.len(), core_natively::checksum(&index)))
        }
        ["addr2line", module, offsets] => {
            let (bytes, offsets) = (files.read(module)?, files.offsets(offsets)?);
            let start = Instant::now();
            let frames = dwarf::Context::new(bytes)?.walk(&offsets)?;
            Ok(format!(r#""total":{},"frames":{frames}"#, milliseconds(start)))
        }
        ["addr2line-lookup", module, offsets] => {
            let offsets = files.offsets(offsets)?;
            let context = files.context(module)?;
            let start = Instant::now();
            let frames = context.walk(&offsets)?;
            Ok(format!(r#""total":{},"frames":{frames}"#, milliseconds(start)))
        }
        ["repeat", module, copies, output] => {
            let bytes = files.read(module)?;
            let start = Instant::now();
            repeat::repeat(bytes, copies.parse()?, output)?;
            Ok(format!(r#""total":{}"#, milliseconds(start)))
        }
        _ => Err(format!("unknown request: {}", words.join(" ")).into()),
    }
}

/// The process's largest resident set, in bytes. From /proc, as std has no getrusage.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

fn print_answer(files: &mut Files, words: &[&str]) -> Result<(), Failure> {
    let mut line = format!("{{{}", answer(files, words)?);
    if let Some(peak) = peak() {
        write!(line, r#","peak":{peak}"#)?;
    }
    println!("{line}}}");
    Ok(())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut files = Files::default();
    if words != ["serve"] {
        return print_answer(&mut files, &words);
    }
    for line in std::io::stdin().lock().lines() {
        print_answer(&mut files, &line?.split('\t').collect::<Vec<_>>())?;
    }
    Ok(())
}
