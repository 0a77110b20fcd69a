import { describe, expect, it } from 'vitest';
import { describeModule } from '../../src/build/describe-module.ts';
import { openModule } from '../../src/build/open-module.ts';
import { fixtureBytes } from '../container/fixtures.ts';
import { codeSection, custom, list, moduleOf, sized } from '../container/module-bytes.ts';
import { expectGolden } from '../support/golden.ts';

describe('the description of a module', () => {
  it.each(['inventory-O2-dwarf5.wasm', 'matrix-build-id.wasm', 'ledger-v0-opt-O3.wasm', 'inventory-stripped.wasm'])(
    'says what the build carries: %s',
    async (file) => {
      const description = await describeModule(await openModule(new File([fixtureBytes(file)], file)));
      expectGolden(
        `${JSON.stringify(description, null, 2)}\n`,
        new URL(`goldens/${file.replace('.wasm', '')}.txt`, import.meta.url),
      );
    },
  );

  it('says where debug information is that the module does not carry itself', async () => {
    const module = moduleOf(
      codeSection(),
      custom('external_debug_info', sized('app.debug.wasm')),
      custom('sourceMappingURL', sized('app.wasm.map')),
      custom('producers', list([...sized('language'), ...list([...sized('C11'), ...sized('')])])),
    );
    expect(await describeModule(await openModule(module))).toMatchObject({
      code: { start: 10, size: 1 },
      debug: {
        sections: [],
        externalDebugInfo: 'app.debug.wasm',
        sourceMappingUrl: 'app.wasm.map',
        embeddedSources: 0,
      },
      producers: [{ field: 'language', name: 'C11', version: '' }],
    });
  });

  it('is that of nothing for a module without sections', async () => {
    expect(await describeModule(await openModule(moduleOf()))).toEqual({
      file: null,
      size: 8,
      sections: [],
      cut: null,
      code: null,
      ids: { moduleName: null, buildId: null, codeHash: null },
      functions: { imported: 0, defined: 0, exports: 0, named: 0 },
      debug: { sections: [], externalDebugInfo: null, sourceMappingUrl: null, embeddedSources: 0 },
      producers: [],
      importModules: [],
      importedFunctions: [],
      exportedFunctions: [],
      toolchainFolders: [],
      homePaths: [],
    });
  });
});
