/** What a module file needs and a symbol index does not, in one piece for those who load it when the first module file turns up. */
export { buildIndex } from '../build/build-index.ts';
export { compileAhead, readDebugAhead } from '../build/debug-ahead.ts';
export { embeddedTexts } from '../build/embedded-texts.ts';
export { openModule, openModules } from '../build/open-module.ts';
export { sharedClose } from '../build/shared-close.ts';
export { dwarfTexts } from '../dwarf-sources/dwarf-sources.ts';
export { CompanionSources } from './companion-sources.ts';
