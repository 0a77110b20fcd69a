import type { ModuleDescription } from '../build/describe-module.ts';

/** What a part of a module is for. `types`: all that engines need besides code and data. */
export type CarriedKind = 'code' | 'data' | 'types' | 'dwarf' | 'names' | 'links' | 'ids' | 'producers' | 'other';

export interface CarriedPart {
  readonly kind: CarriedKind;
  /** Of the sections' contents. */
  readonly bytes: number;
  /** Names of the sections, in file order. */
  readonly sections: readonly string[];
}

const CUSTOM_KINDS: Readonly<Record<string, CarriedKind>> = {
  name: 'names',
  external_debug_info: 'links',
  sourceMappingURL: 'links',
  build_id: 'ids',
  producers: 'producers',
  target_features: 'producers',
};

function kindOf({ name, custom }: ModuleDescription['sections'][number]): CarriedKind {
  if (!custom) return name === 'code' || name === 'data' ? name : 'types';
  return name.startsWith('.debug_')
    ? 'dwarf'
    : ((Object.hasOwn(CUSTOM_KINDS, name) ? CUSTOM_KINDS[name] : undefined) ?? 'other');
}

/** The module's sections by what they are for, largest part first. */
export function carriedParts(module: ModuleDescription | null): CarriedPart[] {
  const parts = new Map<CarriedKind, { kind: CarriedKind; bytes: number; sections: string[] }>();
  for (const section of module?.sections ?? []) {
    const kind = kindOf(section);
    const part = parts.get(kind) ?? { kind, bytes: 0, sections: [] };
    part.bytes += section.size;
    if (!part.sections.includes(section.name)) part.sections.push(section.name);
    parts.set(kind, part);
  }
  return [...parts.values()].sort((a, b) => b.bytes - a.bytes);
}
