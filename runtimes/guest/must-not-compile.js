export async function mustNotCompile(file) {
  const compiled = await WebAssembly.compileStreaming(fetch(file)).catch(() => null);
  if (compiled !== null) throw new Error('the policy forbids nothing');
}
