/** A built core, as the bundler (`base64` loader) and the tests' plugin give it: its bytes as base64. */
declare module '*.wasm' {
  const base64: string;
  export default base64;
}
