import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashFileEnds } from '../../src/container/file-hash.ts';
import { openReader } from '../../src/container/open-reader.ts';

/** As the specification says it, with Node's own hash. */
function expected(bytes: Uint8Array): string {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(bytes.length));
  const hash = createHash('sha256').update(bytes.subarray(0, 4096)).update(bytes.subarray(-4096)).update(size);
  return hash.digest('hex').slice(0, 32);
}

it.each([1, 100, 4096, 5000, 8192, 100_000])(
  'OpenTelemetry’s hash of a file of %d bytes is of its ends and its size',
  async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7919) >>> 5);
    expect(Buffer.from((await hashFileEnds(await openReader(bytes))) ?? []).toString('hex')).toBe(expected(bytes));
  },
);
