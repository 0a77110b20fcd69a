import { afterAll, expect, test } from 'vitest';
import { moduleIdentity } from '../../src/identity/module-identity.ts';
import { identityOf } from '../../src/modules/identity.ts';
import { closeModule, indexOf, openModule } from '../../src/modules/module.ts';
import { identityOfIndex } from '../../src/modules/identity.ts';
import { STACKS } from '../stack/captures.ts';

const small = await openModule(new URL('modules/app.wasm', STACKS), { name: '/srv/app.wasm' });
const identified = await openModule(new URL('../modules/matrix-build-id.wasm', STACKS), { name: 'matrix.wasm' });
const large = await openModule(new URL('../modules/shipping-mixed.wasm', STACKS), { name: 'mixed.wasm' });
afterAll(() => Promise.all([small, identified, large].map(closeModule)));

test('a small module has the hash that V8 makes of its bytes', async () => {
  expect(await identityOf(small)).toEqual(
    moduleIdentity({
      url: '/srv/app.wasm',
      names: ['app.wasm'],
      v8Hash: '3ec88d66',
      byteLength: 7080,
      functionCount: 15,
    }),
  );
});

test('a larger one that of its size', async () => {
  expect(await identityOf(large)).toMatchObject({ v8Hash: '00013c5a', byteLength: 20_246 });
});

test('a build id comes in all spellings, the code’s hash where it is asked for', async () => {
  const { buildIds, codeHash } = await identityOf(identified, { codeHash: true });
  expect(buildIds).toEqual(expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{32,40}$/)]));
  expect(codeHash).toMatch(/^[0-9a-f]{64}$/);
  expect((await identityOf(identified)).codeHash).toBeNull();
});

test('an index says what its module does', async () => {
  const index = await indexOf(identified);
  expect(identityOfIndex(index)).toEqual({ ...(await identityOf(identified, { codeHash: true })), v8Hash: null });
});
