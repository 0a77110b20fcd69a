import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainEnvironment } from '../support/environment.ts';

const docs = join(import.meta.dirname, '../../docs');

test('the picture of the terminal shows what the command prints; `node docs/terminal.js` draws it anew', () => {
  const drawn = execFileSync('node', [join(docs, 'terminal.js'), '-'], { encoding: 'utf8', env: plainEnvironment() });
  expect(drawn).toBe(readFileSync(join(docs, 'terminal.svg'), 'utf8'));
});
