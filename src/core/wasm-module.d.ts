/** A core as a file of the package: what `import` gives of it where modules are compiled beforehand (workerd, `import source`). */
declare const core: WebAssembly.Module;
export default core;
