#!/usr/bin/env bash
# Builds the cores into native/pkg, byte for byte the same on every machine. Needed by whoever changes native/, never by a user.
# Needs: Rust by rustup (rust-toolchain.toml names the version), wasm-pack, wasm-bindgen of the version in Cargo.lock, Node with npm.
#   cargo install wasm-pack --version 0.15.1 --locked
#   cargo install wasm-bindgen-cli --version 0.2.130
set -euo pipefail
cd "$(dirname "$0")"

npm ci --silent --no-fund --no-audit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Panic messages hold the paths of sources; a path of this machine must not travel.
cargo_home=${CARGO_HOME:-$HOME/.cargo}
registry=$(find "$cargo_home/registry/src" -mindepth 1 -maxdepth 1 -type d | head -n 1)
flags="--remap-path-prefix=$PWD=/native --remap-path-prefix=$cargo_home=/cargo"
flags+=" --remap-path-prefix=$(rustc --print sysroot)=/rust --remap-path-prefix=$registry=/crates"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags

mkdir -p pkg
build() {
  wasm-pack --quiet build "$1" --release --target web --no-typescript --no-pack --out-dir "$work" --out-name "$2" -- --locked "${@:3}"
}
build . gimli_wasm --no-default-features
build . gimli_wasm_parts
build demangler demangler
build source-map source_map_rows
# Functions of one caller are not all put into it (-ocimfs): V8 optimises several functions sooner than one giant, and the core is 2 kB smaller.
for core in gimli_wasm_bg gimli_wasm_parts_bg demangler_bg source_map_rows_bg; do
  node_modules/.bin/wasm-opt -O3 --converge -ocimfs 150 --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-mutable-globals --enable-reference-types --enable-multivalue --strip-debug --strip-producers \
    "$work/$core.wasm" -o "pkg/$core.wasm"
done
node hash-inputs.js >pkg/inputs.sha256
