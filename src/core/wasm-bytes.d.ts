/** A built core, as the bundler gives it: its bytes as base64, or, in the command's bundle, as they are. */
declare module '*.wasm' {
  const core: string | Uint8Array<ArrayBuffer>;
  export default core;
}
