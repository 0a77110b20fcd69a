import { describe, expect, it } from 'vitest';
import { groupFiles, type FileIdentity } from '../../src/modules/grouping.ts';

const NOTHING: FileIdentity = {
  kind: 'module',
  name: null,
  code: null,
  isCodeKnown: true,
  id: null,
  moduleName: null,
  links: [],
  splitIds: [],
};
const file = (identity: Partial<FileIdentity>): FileIdentity => ({ ...NOTHING, ...identity });
const module = (name: string, code: string, more: Partial<FileIdentity> = {}): FileIdentity =>
  file({ name, code, ...more });
const map = (name: string, more: Partial<FileIdentity> = {}): FileIdentity =>
  file({ kind: 'source-map', name, ...more });

describe('files with code', () => {
  it('are one module where the code is the same; the first is deployed', () => {
    expect(
      groupFiles([module('app.wasm', 'a'), module('other.wasm', 'b'), module('symbols/app.debug.wasm', 'a')]),
    ).toEqual({
      groups: [
        { deployed: 0, members: [{ file: 2, evidence: 'code' }] },
        { deployed: 1, members: [] },
      ],
      conflicts: [],
      contradictions: [],
    });
  });

  it('are two modules where it is not, though they have one build id: that is said', () => {
    expect(groupFiles([module('app.wasm', 'a', { id: '0102' }), module('app.wasm', 'b', { id: '0102' })])).toEqual({
      groups: [
        { deployed: 0, members: [] },
        { deployed: 1, members: [] },
      ],
      conflicts: [],
      contradictions: [{ file: 1, contradiction: 'same-id-other-code', other: 0 }],
    });
  });

  it('are one module where the code is the same, though they have two build ids: that is said, too', () => {
    const files = [module('app.wasm', 'a'), module('b.wasm', 'a', { id: '01' }), module('c.wasm', 'a', { id: '02' })];
    expect(groupFiles(files)).toEqual({
      groups: [
        {
          deployed: 0,
          members: [
            { file: 1, evidence: 'code' },
            { file: 2, evidence: 'code' },
          ],
        },
      ],
      conflicts: [],
      contradictions: [{ file: 2, contradiction: 'same-code-other-id', other: 1 }],
    });
  });

  it('contradict nothing where their code is not known, as that of a partial index', () => {
    const partial = module('part.wsym', 'file 1', { kind: 'symbol-index', id: '01', isCodeKnown: false });
    expect(groupFiles([module('app.wasm', 'a', { id: '01' }), partial]).contradictions).toEqual([]);
  });
});

describe('files without code', () => {
  const one = module('https://example.test/app.wasm?v=3', 'a', { id: 'aa', links: ['maps/first.map'] });
  const two = module('C:\\builds\\tool.wasm', 'b', { id: 'bb', splitIds: ['77'] });

  it('join by the surest evidence', () => {
    const files = [
      map('whatever', { id: 'bb' }),
      one,
      two,
      file({ kind: 'split-dwarf', name: 'x.dwo', splitIds: ['12', '77'] }),
      map('/tmp/first.map'),
      map('second', { links: ['tool.wasm'] }),
      file({ kind: 'symbol-list', name: 'tool.js.symbols' }),
      file({ kind: 'debug-file', name: 'app.debug.wasm', id: 'aa' }),
    ];
    expect(groupFiles(files)).toEqual({
      groups: [
        {
          deployed: 1,
          members: [
            { file: 4, evidence: 'link' },
            { file: 7, evidence: 'build-id' },
          ],
        },
        {
          deployed: 2,
          members: [
            { file: 0, evidence: 'build-id' },
            { file: 3, evidence: 'split-id' },
            { file: 5, evidence: 'link' },
            { file: 6, evidence: 'file-name' },
          ],
        },
      ],
      conflicts: [],
      contradictions: [],
    });
  });

  it('belong to the only module where nothing says otherwise', () => {
    expect(groupFiles([map('names.json'), one]).groups).toEqual([
      { deployed: 1, members: [{ file: 0, evidence: 'only-module' }] },
    ]);
  });

  it('never join against an id of their own, whatever they are called', () => {
    expect(groupFiles([one, map('app.wasm.map', { id: 'cc' })])).toEqual({
      groups: [{ deployed: 0, members: [] }],
      conflicts: [{ file: 1, conflict: 'other-id', other: 0 }],
      contradictions: [],
    });
  });

  it('maps: a debug id is a UUID, and a build id may be longer, shorter or in other spelling', () => {
    const uuid = '00112233445566778899aabbccddeeff';
    const evidence = (debugId: string, buildId: string): unknown =>
      groupFiles([module('app.wasm', 'a', { id: buildId }), map('x', { id: debugId })]).groups[0]?.members[0]?.evidence;
    expect(evidence(uuid, `${uuid}01020304`)).toBe('build-id');
    expect(evidence(`33221100554477668899aabbccddeeff0`, uuid)).toBe('build-id');
    // Not to be compared, so that the map's places decide.
    expect(evidence(uuid, '0011223344556677')).toBe('only-module');
    expect(evidence(uuid, `ff${uuid.slice(2)}`)).toBeUndefined();
  });

  it('split files join each module that asks for a unit of theirs', () => {
    const files = [
      module('a.wasm', 'a', { splitIds: ['1', '2'] }),
      module('b.wasm', 'b', { splitIds: ['2'] }),
      file({ kind: 'split-dwarf', name: 'shared.dwo', splitIds: ['2'] }),
    ];
    expect(groupFiles(files)).toEqual({
      groups: [
        { deployed: 0, members: [{ file: 2, evidence: 'split-id' }] },
        { deployed: 1, members: [{ file: 2, evidence: 'split-id' }] },
      ],
      conflicts: [],
      contradictions: [],
    });
  });

  it('join by the link of a debug companion, too', () => {
    const companion = module('app.debug.wasm', 'a', { links: ['far/away.map'] });
    const bare = module('app.wasm', 'a');
    expect(groupFiles([bare, two, companion, map('away.map')]).groups[0]).toEqual({
      deployed: 0,
      members: [
        { file: 2, evidence: 'code' },
        { file: 3, evidence: 'link' },
      ],
    });
  });

  it.each(['away.map?v=2', 'far/away.map#x', '%61way.map'])('join by a link that is a URL: %s', (link) => {
    const linking = module('app.wasm', 'a', { links: [link] });
    expect(groupFiles([linking, two, map('away.map')]).groups[0]).toEqual({
      deployed: 0,
      members: [{ file: 2, evidence: 'link' }],
    });
  });

  it('stand outside where they fit several modules, or none is there', () => {
    const twins = [module('v1/app.wasm', 'a'), module('v2/app.wasm', 'b')];
    expect(groupFiles([...twins, map('app.wasm.map'), map('other.map')]).conflicts).toEqual([
      { file: 2, conflict: 'several-modules', other: 0 },
      { file: 3, conflict: 'no-module', other: null },
    ]);
    expect(groupFiles([map('app.map')]).conflicts).toEqual([{ file: 0, conflict: 'no-module', other: null }]);
  });
});
