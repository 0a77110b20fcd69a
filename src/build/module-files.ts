/** What a module file needs and a symbol index does not, in one piece for those who load it when the first module file turns up. */
export { buildIndex } from './build-index.ts';
export { openModule, openModules } from './open-module.ts';
export { sharedClose } from './shared-close.ts';
