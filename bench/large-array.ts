import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LargeArrayMeasurement } from './large-array-once.ts';
import { digits, formatTable, formatTime } from './table.ts';

const cycles = 2000;
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Time and peak memory of arrays up to 128×128 (16 384 multipliers) in our simulator, each in a process of its own. */
export function measureLargeArrays(): string {
  const rows = [64, 128].map((size) => {
    const program = ['--import', at('../bin/strip-types.mjs'), at('large-array-once.ts'), `mac${size}`, `${cycles}`];
    const text = execFileSync(process.execPath, program, { encoding: 'utf8' });
    const { circuitMilliseconds, firstMilliseconds, runMilliseconds, circuitBytes, peakBytes } = JSON.parse(
      text,
    ) as LargeArrayMeasurement;
    return [
      `${size}×${size}, ${(size * size).toLocaleString('en')} multipliers`,
      formatTime(circuitMilliseconds),
      formatTime(firstMilliseconds),
      `${digits(cycles / runMilliseconds)} k`,
      formatBytes(circuitBytes),
      formatBytes(peakBytes),
    ];
  });
  return formatTable(
    'Large arrays in the WASM simulator, times to the first cycle of all processors',
    ['array', 'circuit made', 'to first cycle', 'cycles/s', 'memory with circuit', 'peak memory'],
    rows,
  );
}

const formatBytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
