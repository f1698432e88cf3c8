import type { OutputPort, Signal, Statement } from '../circuit/types.ts';
import type { Draft, ModuleContext } from './module-context.ts';

/** A register without a name of its own that an output shows, as in `{ last: output(regNext(x)) }`, takes the output's. */
export function nameShownRegisters(
  { unnamed }: ModuleContext,
  ports: readonly OutputPort[],
  statements: readonly Statement[],
): void {
  if (unnamed.size === 0) return;
  for (const statement of statements) {
    if (statement.kind !== 'connect' || statement.value.kind !== 'reference') continue;
    const { target, value } = statement;
    const port = ports.find((candidate) => candidate === target.signal);
    const signal: Draft<Signal> = value.signal;
    if (!port || !unnamed.has(signal) || target.range || target.element) continue;
    signal.name = port.name;
    unnamed.delete(signal);
  }
}
