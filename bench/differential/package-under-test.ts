import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SymbolFrame } from '../../src/index.ts';
import { SetupError } from './errors.ts';

/** The package as it is built and shipped, not its sources. */
export type Library = typeof import('../../src/index.ts');

export type Answers = ReadonlyMap<number, readonly SymbolFrame[]>;

export async function loadLibrary(): Promise<Library> {
  const url = new URL('../../dist/index.js', import.meta.url);
  if (!existsSync(url)) throw new SetupError('The package is not built: run `npm run build` first.');
  return (await import(url.href)) as Library;
}

/** The package's answers for code-relative addresses. */
export async function askPackage(
  library: Library,
  path: string,
  addresses: readonly number[],
  arbitrate: boolean,
): Promise<Answers> {
  const bytes = await library.buildIndex(await readFile(path), { arbitrate });
  const index = library.openIndex(bytes, { name: path });
  const lookups = library.lookupAll(index, addresses, { codeRelative: true });
  return new Map(lookups.map(({ offset, frames }) => [offset, frames]));
}
