import type { ModuleDescription } from '../build/describe-module.ts';
import { type Advice, LATER_TOOLS, type Purpose, type Toolchain, TOOLCHAINS } from './toolchains.ts';

/** The toolchains that a module shows to have had a part in it, in the order of a build; none where it was stripped of all marks. */
function toolchainsOf(module: ModuleDescription): readonly Toolchain[] {
  const { producers, importModules } = module;
  const named = TOOLCHAINS.filter(({ producer }) =>
    producers.some(({ field, name }) => field !== 'language' && producer?.test(name)),
  );
  if (named.some(({ name }) => name === 'Go')) return named;
  return TOOLCHAINS.filter(
    (toolchain) => named.includes(toolchain) || importModules.some((name) => toolchain.importModule?.test(name)),
  );
}

/** True where a module does not tell what made it, so that all that can be said is what each toolchain would need. */
export function isOfUnknownTools(module: ModuleDescription): boolean {
  return toolchainsOf(module).length === 0;
}

/**
 * What brings a build what it lacks: the switches of its toolchains, then of tools that leave no mark. Of a module that does not tell what made
 * it, the first of every toolchain; of a symbol index, which is made of a build and is none, nothing.
 */
export function adviceFor(purpose: Purpose, module: ModuleDescription | null): readonly Advice[] {
  if (module === null) return [];
  const all = isOfUnknownTools(module);
  const own = (all ? TOOLCHAINS : toolchainsOf(module)).flatMap(({ name, advice }) =>
    (advice[purpose] ?? []).slice(0, all ? 1 : undefined).map((each): Advice => ({ tool: name, ...each })),
  );
  return [...own, ...(LATER_TOOLS[purpose] ?? [])];
}
