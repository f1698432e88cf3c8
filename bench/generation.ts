import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GenerationTimes } from './generate-once.ts';
import { formatTable, formatTime } from './table.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Elaboration, checks and printing of three sizes: cold, each in a process of its own, and warm, in the same one. */
export function measureGeneration(): string {
  const rows = [8, 16, 32].flatMap((array) => {
    const child = ['--import', path('../bin/strip-types.mjs'), path('generate-once.ts'), String(array)];
    const times = JSON.parse(execFileSync(process.execPath, child, { encoding: 'utf8' })) as Record<
      'cold' | 'warm',
      GenerationTimes
    >;
    return (['cold', 'warm'] as const).map((state) => {
      const { elaborate, check, print } = times[state];
      const parts = [elaborate, check, print, elaborate + check + print];
      return [`${array}×${array} ${state}`, ...parts.map(formatTime)];
    });
  });
  return formatTable('Generation of UltraTrail', ['array', 'elaborate', 'check', 'print', 'together'], rows);
}
