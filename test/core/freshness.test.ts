import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const native = new URL('../../native/', import.meta.url);

it('the committed cores were built from the sources beside them; native/build.sh builds them anew', () => {
  const ofSources = execFileSync(process.execPath, ['hash-inputs.js'], { cwd: native, encoding: 'utf8' });
  expect(readFileSync(new URL('pkg/inputs.sha256', native), 'utf8')).toBe(ofSources);
});

it.each(['gimli_wasm_bg.wasm', 'gimli_wasm_parts_bg.wasm', 'demangler_bg.wasm', 'source_map_rows_bg.wasm'])(
  '%s holds no path of the machine that built it',
  (core) => {
    const text = readFileSync(new URL(`pkg/${core}`, native), 'latin1');
    expect(text.match(/(\/home\/|\/root\/|\/Users\/|\.cargo\/|index\.crates)[ -~]*/g)).toBeNull();
  },
);
