import { readFileSync } from 'node:fs';
import { custom, sized } from '../container/module-bytes.ts';

export const FIXTURES = new URL('../../fixtures/', import.meta.url);
export const fixture = (path: string): Uint8Array => readFileSync(new URL(path, FIXTURES));
export const APP = fixture('stacks/modules/app.wasm');
export const STRIPPED = fixture('stacks/modules/app-stripall.wasm');
export const APP_URL = 'https://app.example/app.wasm';
export const ID = '67e924c1b2a34d5e8f90112233445566';

/** With a build id, as a linker writes it. */
export function withId(module: Uint8Array, id = ID): Uint8Array {
  return Uint8Array.from([...module, ...custom('build_id', sized([...Buffer.from(id, 'hex')]))]);
}

export const stackAt = (url: string): string => `RuntimeError: unreachable
    at ${url}:wasm-function[9]:0x2df
    at callRun (/srv/app/harness.js:45:57)
`;

export const ANSWER = `RuntimeError: unreachable
    at geo::detail::clampIndex(int) (/src/app.cpp:16:5)
    at geo::detail::inlineOuter(int) (/src/app.cpp:21:11)
    at geo::detail::Box<int, 4>::at(int) const (/src/app.cpp:30:11)
    at callRun (/srv/app/harness.js:45:57)
`;
