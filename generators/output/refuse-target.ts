import { fail } from '../diagnostics.ts';

/**
 * Refuses a place that the system does not let us write to.
 * @throws BurinError B511
 */
export function refuseTarget(target: string, error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error; // not the system: an error of ours passes
  return fail('B511', `${target} cannot be written: ${reasons[code] ?? message}`, 'choose another place with --out');
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder does not exist and cannot be made',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};
