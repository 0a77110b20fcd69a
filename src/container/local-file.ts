/** True for the path or `file:` URL of a regular file. Not for pipes and devices, which a module could name, and which would be waited for or never end. */
export async function isRegularFile(path: string): Promise<boolean> {
  const modules: { readonly stat?: (path: string | URL) => Promise<{ isFile(): boolean }> } = await import(
    /* webpackIgnore: true */ 'node:fs/promises'
  ).catch(() => ({}));
  if (modules.stat === undefined) return false;
  try {
    return (await modules.stat(/^file:/i.test(path) ? new URL(path) : path)).isFile();
  } catch {
    return false;
  }
}
