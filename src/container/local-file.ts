import { nodeModule } from '../host/node-modules.ts';

/** True for the path or `file:` URL of a regular file. Not for pipes and devices, which a module could name, and which would be waited for or never end. */
export async function isRegularFile(path: string): Promise<boolean> {
  const files = nodeModule('node:fs/promises');
  if (files === null) return false;
  try {
    return (await files.stat(/^file:/i.test(path) ? new URL(path) : path)).isFile();
  } catch {
    return false;
  }
}
