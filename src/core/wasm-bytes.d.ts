/** A built core, as the bundler (`binary` loader) and the tests' plugin give it: its bytes. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
