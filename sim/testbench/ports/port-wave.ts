import { drawWave } from '../history/wave.ts';
import type { Port } from './port.ts';

/** The wave of ports up to the present cycle, with their present values. */
export function portWave(ports: readonly Port[]): string {
  const [first] = ports;
  if (!first) return '';
  for (const port of ports) port.raw();
  const { simulator, historyDepth } = first.owner;
  return drawWave(ports, simulator.cycle, historyDepth);
}
