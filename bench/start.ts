import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StartTimes } from './first-cycle.ts';
import { formatTable, formatTime } from './table.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const rounds = 7;

/**
 * From the sources of UltraTrail to its first simulated cycle, each time in a process of its own: time of the processor,
 * which other work on the machine changes less than what a clock shows. What processes keep for each other is there.
 */
export function measureStart(): string {
  const child = ['--import', path('../bin/strip-types.mjs'), path('first-cycle.ts')];
  const run = () => JSON.parse(execFileSync(process.execPath, child, { encoding: 'utf8' })) as StartTimes;
  run();
  const times = Array.from({ length: rounds }, run);
  const row = (name: string, part: (one: StartTimes) => number) => {
    const sorted = times.map(part).toSorted((one, other) => one - other);
    return [name, formatTime(sorted[0]!), formatTime(sorted[rounds >> 1]!)];
  };
  return formatTable(
    'UltraTrail, from its sources to the first simulated cycle: time of the processor',
    ['part', `best of ${rounds}`, 'median'],
    [
      row('Node and modules', ({ load }) => load),
      row('network to parameters', ({ deploy }) => deploy),
      row('elaboration and checks', ({ elaborate }) => elaborate),
      row('circuit to first cycle', ({ simulate }) => simulate),
      row('elaboration to first cycle', ({ elaborate, simulate }) => elaborate + simulate),
    ],
  );
}
