//! A body's name: DWARF's, or that of the name section where it says more, or where there is no other.

use crate::demangle::rust_name;
use crate::format::{NAME_FROM_NAME_SECTION, NAME_FROM_SOURCE_MAP, NAME_FROM_SYMBOL_LIST};
use crate::likeness::{is_fuller, names_same, without_suffix};
use crate::sections::Module;
use crate::tables::{Function, FunctionId, Tables};

/// Searching a name in another takes several times as long as reading both.
const COMPARING: usize = 4;

/// The function of a body whose DWARF, if any, says `from_dwarf`; 0 is unknown.
pub fn function_of_body(
    module: &Module,
    function_index: u32,
    from_dwarf: FunctionId,
    tables: &mut Tables,
) -> FunctionId {
    let described = tables.functions.get(from_dwarf);
    let plain = tables.strings.get(described.linkage);
    // A source map's name is for want of a better one: an export only is a worse one.
    let is_of_map = described.origin == NAME_FROM_SOURCE_MAP;
    if !is_of_map && (plain.starts_with(b"_Z") || plain.starts_with(b"_R")) {
        return from_dwarf;
    }
    let mut given = module.names_of(function_index).filter(|(given, _)| !given.is_empty());
    let mut read = 0;
    let better = match plain {
        [] => given.next(),
        _ if is_of_map => given.find(|&(_, origin)| matches!(origin, NAME_FROM_NAME_SECTION | NAME_FROM_SYMBOL_LIST)),
        _ if !tables.strings.is_open() => None,
        _ => given.find(|&(given, _)| is_fuller(given, plain, &mut read)),
    };
    tables.strings.spend(COMPARING * read);
    let Some((given, origin)) = better else { return from_dwarf };
    let linkage = tables.strings.intern(given);
    tables.functions.intern(Function { linkage, display: 0, origin, ..described })
}

/// True where a claim's name is also that of the name section: one of several claims is then the more credible.
pub fn agrees_with_names(module: &Module, function_index: u32, function: FunctionId, tables: &mut Tables) -> bool {
    let Tables { functions, strings, .. } = tables;
    let function = functions.get(function);
    if !strings.is_open() {
        return false;
    }
    let (linkage, display) = (strings.get(function.linkage), strings.get(function.display));
    let demangled = rust_name(linkage).unwrap_or_default();
    let mut read = linkage.len() + demangled.len();
    let is_alike = |given: &[u8]| {
        given == linkage
            || (!given.is_empty() && (given == display || given == demangled))
            || (given == b"__main_argc_argv" && linkage == b"main")
            || names_same(given, linkage)
    };
    // What looks like a suffix may also be part of the name: `log_10`.
    let agrees = module.names_of(function_index).any(|(given, _)| {
        read += given.len();
        is_alike(given) || is_alike(without_suffix(given))
    });
    strings.spend(COMPARING * read);
    agrees
}
