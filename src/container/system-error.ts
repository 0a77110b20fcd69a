import { unreadable } from './unreadable.ts';

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
};

/** `unreadable-input` for what the file system says. `offset`: of the read that failed. */
export function systemError(name: string, error: unknown, offset?: number): Error {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = CAUSES[code] ?? (error instanceof Error ? error.message : String(error));
  return unreadable(name, cause, offset === undefined ? { cause: error } : { offset, cause: error });
}

/** What was opened with a size has lost a part of it. */
export function shortened(name: string, offset: number): Error {
  return unreadable(name, 'it has become shorter while it was read', { offset });
}
