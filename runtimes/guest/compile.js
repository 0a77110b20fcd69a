onmessage = async ({ data }) => {
  const compiled = Object.entries(data).map(async ([name, file]) => [
    name,
    await WebAssembly.compileStreaming(fetch(file)),
  ]);
  postMessage(Object.fromEntries(await Promise.all(compiled)));
};
