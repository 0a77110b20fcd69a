import { debugSections } from '../container/debug-sections.ts';
import type { ModuleLayout } from '../container/module.ts';
import type { ByteSource } from '../core/inputs.ts';
import type { CoreDebugSection } from '../core/run-core.ts';
import { partOf } from './byte-sources.ts';

/** The debug sections of a file, as cores are given them. */
export function sectionSources(layout: ModuleLayout): Map<CoreDebugSection, ByteSource> {
  const sources = new Map<CoreDebugSection, ByteSource>();
  for (const [name, { contents, size }] of debugSections(layout)) {
    sources.set(name, partOf(layout.reader, contents, size));
  }
  return sources;
}
