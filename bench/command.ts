import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formatTable, formatTime } from './table.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** From the start of the process to its end, as a user waits for it. */
export function measureCommand(): string {
  const command = ['bin/burin.mjs', 'run', 'kws', 'examples/yes.wav'];
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, command, { cwd: root });
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  const node = Array.from({ length: 7 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  return formatTable(
    'Command line, start to end',
    ['command', 'best of 7', 'median'],
    [
      [`node ${command.join(' ')}`, formatTime(times[0]!), formatTime(times[3]!)],
      ['node -e 0', formatTime(node[0]!), formatTime(node[3]!)],
    ],
  );
}
