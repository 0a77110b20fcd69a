//! Each export parses what the host wrote at `data` by one of the four libraries, so that all of them stay in the module.

use std::slice;

use regex::Regex;
use syn::visit::{self, Visit};

/// # Safety
/// `length` bytes are readable at `data`.
unsafe fn text<'a>(data: *const u8, length: usize) -> &'a str {
    std::str::from_utf8(slice::from_raw_parts(data, length)).expect("UTF-8")
}

#[derive(Default)]
struct Counter {
    expressions: usize,
    types: usize,
}

impl<'ast> Visit<'ast> for Counter {
    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        self.expressions += 1;
        visit::visit_expr(self, expression);
    }

    fn visit_type(&mut self, ty: &'ast syn::Type) {
        self.types += 1;
        visit::visit_type(self, ty);
    }
}

#[no_mangle]
pub unsafe extern "C" fn count_rust(data: *const u8, length: usize) -> usize {
    let file = syn::parse_file(text(data, length)).expect("Rust");
    let mut counter = Counter::default();
    counter.visit_file(&file);
    counter.expressions * 1000 + counter.types + format!("{file:?}").len()
}

#[no_mangle]
pub unsafe extern "C" fn count_words(data: *const u8, length: usize) -> usize {
    let pattern = Regex::new(r"(?i)\b(\p{Greek}+|[a-z]+(?:'[a-z]+)?)\b").expect("a pattern");
    pattern.captures_iter(text(data, length)).filter_map(|found| found.get(1)).map(|word| word.len()).sum()
}

#[no_mangle]
pub unsafe extern "C" fn count_json(data: *const u8, length: usize) -> usize {
    let value: serde_json::Value = serde_json::from_str(text(data, length)).expect("JSON");
    serde_json::to_string_pretty(&value).expect("a value").len()
}

#[no_mangle]
pub unsafe extern "C" fn count_toml(data: *const u8, length: usize) -> usize {
    let value: toml::Table = text(data, length).parse().expect("TOML");
    toml::to_string_pretty(&value).expect("a table").len()
}
