import { relative } from 'node:path';
import type { SourceLocation } from '../circuit/types.ts';
import type { Style } from './options.ts';

/** `file:line` as comments and messages name it. */
export function sourcePlace({ file, line }: SourceLocation, { sourceRoot }: Pick<Style, 'sourceRoot'>): string {
  const path = sourceRoot === undefined ? file : relative(sourceRoot, file.replace(/^file:\/\//, ''));
  return `${path}:${line}`;
}
