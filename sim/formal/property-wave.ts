import { forEachReference } from '../../generators/circuit/expressions.ts';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { asciiWave, type Trace } from '../waves/index.ts';
import type { FlatProperty } from './proof-design.ts';

/** Most signals and cycles that a wave shows. */
const mostSignals = 24;
const mostCycles = 16;

/** The last cycles of what a property reads, of the inputs and, where there is room, the outputs of the design. */
export function propertyWave(trace: Trace, { top }: Circuit, about?: FlatProperty): string {
  const path = about ? about.name.slice(0, -about.property.name.length) : '';
  const read = new Set<string>();
  if (about) {
    const seen = new Set<Expression>();
    for (const root of [about.property.condition, about.property.enable]) {
      forEachReference(root, seen, (signal) => {
        const name = signal.kind === 'instanceOutput' ? `${signal.instance.name}.${signal.name}` : signal.name;
        read.add(path + name);
      });
    }
  }
  const ports = ['input', 'output'].flatMap((kind) =>
    top.ports.filter((port) => port.kind === kind).map(({ name }) => name),
  );
  const wanted = [...new Set([...ports.slice(0, mostSignals / 2), ...read, ...ports])].slice(0, mostSignals);
  const signals = trace.signals.filter(({ name }) => wanted.includes(name));
  const from = Math.max(trace.firstCycle, trace.firstCycle + trace.samples - mostCycles);
  return asciiWave({ ...trace, signals }, { from });
}
