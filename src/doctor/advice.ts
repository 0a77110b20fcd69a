import type { ModuleDescription } from '../build/describe-module.ts';
import { type Advice, GENERAL_ADVICE, LATER_TOOLS, type Purpose, type Toolchain, TOOLCHAINS } from './toolchains.ts';

/** The toolchains that a module shows to have had a part in it, in the order of a build; none where it was stripped of all marks. */
function toolchainsOf(module: ModuleDescription): readonly Toolchain[] {
  const sure = TOOLCHAINS.filter((toolchain) => namesItself(toolchain, module));
  // Imports that both have are TinyGo's where nothing says that they are Go's.
  const found = sure.some(({ name }) => name === 'Go')
    ? sure
    : TOOLCHAINS.filter((toolchain) => sure.includes(toolchain) || isShownByImports(toolchain, module));
  const driven = new Set(found.flatMap(({ drives = [] }) => drives));
  return found.filter(({ name }) => !driven.has(name));
}

function namesItself(
  { producer, importedFunction, exportedFunction, section, dataFolder }: Toolchain,
  { producers, importedFunctions, exportedFunctions, sections, toolchainFolders }: ModuleDescription,
): boolean {
  return (
    producers.some(({ field, name }) => field !== 'language' && producer?.test(name)) ||
    importedFunctions.some((name) => importedFunction?.test(name)) ||
    exportedFunctions.some((name) => exportedFunction?.test(name)) ||
    sections.some(({ custom, name }) => custom && section?.test(name)) ||
    toolchainFolders.some((folder) => dataFolder?.test(folder))
  );
}

function isShownByImports(
  { importModule, onlyImports }: Toolchain,
  { producers, importModules, importedFunctions }: ModuleDescription,
): boolean {
  if (importModules.some((name) => importModule?.test(name))) return true;
  return (
    producers.length === 0 && importedFunctions.length > 0 && importedFunctions.every((name) => onlyImports?.test(name))
  );
}

/** True where a module does not tell what made it, so that all that can be said is what each toolchain would need. */
export function isOfUnknownTools(module: ModuleDescription): boolean {
  return toolchainsOf(module).length === 0;
}

/**
 * What brings a build what it lacks: the switches of its toolchains, then of tools that leave no mark. Of a module that does not tell what made
 * it, what holds for all; of a symbol index, which is made of a build and is none, nothing.
 */
export function adviceFor(purpose: Purpose, module: ModuleDescription | null): readonly Advice[] {
  if (module === null) return [];
  const toolchains = toolchainsOf(module);
  const own = toolchains.flatMap(({ name, advice }) =>
    (advice[purpose] ?? []).map((each): Advice => ({ tool: name, ...each })),
  );
  const general = toolchains.length === 0 ? (GENERAL_ADVICE[purpose] ?? []) : [];
  const isInVain = toolchains.some(({ writesNone = [] }) => writesNone.includes(purpose));
  return [...own, ...general, ...(isInVain ? [] : (LATER_TOOLS[purpose] ?? []))];
}
