/** Node's modules that this package uses, where there are any. */
interface NodeModules {
  readonly 'node:crypto': typeof import('node:crypto');
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:fs/promises': typeof import('node:fs/promises');
  readonly 'node:path': typeof import('node:path');
  readonly 'node:url': typeof import('node:url');
  readonly 'node:zlib': typeof import('node:zlib');
  readonly 'node:worker_threads': typeof import('node:worker_threads');
}

interface NodeHost {
  readonly process?: { readonly getBuiltinModule?: (name: string) => object | undefined };
}

/**
 * A module of Node's, which Bun and Deno have as well; `null` in other hosts. Asked of the host and not imported: bundlers for browsers look for what is
 * imported, and esbuild and webpack end a build over a module that they do not find.
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | null {
  const host: NodeHost = globalThis;
  const found = host.process?.getBuiltinModule?.(name);
  return isModule(found, name) ? found : null;
}

/** Hosts that have the one have the other: a module of this name is what Node's documentation says. */
function isModule<Name extends keyof NodeModules>(found: unknown, name: Name): found is NodeModules[Name] {
  return typeof found === 'object' && found !== null && name.startsWith('node:');
}
