import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { drivenInputs } from '../stimulus.ts';
import { type Cycle, clockNames, outputPorts } from './cycles.ts';
import type { StreamPorts, Transaction, TransactionModel } from './golden-model.ts';
import type { TraceRow } from './trace.ts';

/** A transaction that a trace shows. */
interface Seen {
  readonly cycle: number;
  readonly payload: Transaction;
}

/** A value that an engine gave otherwise than the model; `signal` is a port, or the name of a stream. */
export interface TransactionDifference {
  readonly cycle: number;
  readonly signal: string;
  readonly expected: string;
  readonly received: string;
}

/** The first cycle in which the transactions of a trace are not those of the model. */
export function transactionDifference(
  circuit: Circuit,
  model: TransactionModel,
  cycles: readonly Cycle[],
  rows: readonly TraceRow[],
): { readonly difference?: TransactionDifference; readonly comparedValues: number } {
  const resets = drivenInputs(circuit).filter(({ role }) => role === 'reset');
  const start = cycles.findLastIndex(({ inputs }) => resets.some(({ name }) => inputs[name] === 1n)) + 1;
  const read = (stream: StreamPorts): readonly Seen[] => transactionsOf(circuit, stream, cycles, rows, start);
  const accepted = mapValues(model.accepts, (stream) => read(stream).map(({ payload }) => payload));
  const expected = model.transform(accepted);
  let comparedValues = 0;
  const found = Object.entries(model.gives).flatMap(([name, stream]): readonly TransactionDifference[] => {
    const [wanted, seen] = [expected[name] ?? [], read(stream)];
    comparedValues += Math.min(wanted.length, seen.length) * stream.payload.length;
    return streamDifference(name, stream, wanted, seen, model.mostOwed ?? Number.POSITIVE_INFINITY, cycles.length);
  });
  const difference = found.sort((first, second) => first.cycle - second.cycle)[0];
  return { ...(difference ? { difference } : {}), comparedValues };
}

function streamDifference(
  name: string,
  { payload: ports }: StreamPorts,
  wanted: readonly Readonly<Record<string, number | bigint | boolean>>[],
  seen: readonly Seen[],
  mostOwed: number,
  cycles: number,
): readonly TransactionDifference[] {
  for (const [place, { cycle, payload }] of seen.entries()) {
    const values = wanted[place];
    if (!values) {
      const received = `transaction ${place}: ${describe(ports, payload)}`;
      return [{ cycle, signal: name, expected: 'no further transaction', received }];
    }
    const port = ports.find((one) => one in values && BigInt(values[one]!) !== payload[one]);
    if (port !== undefined) {
      return [{ cycle, signal: port, expected: String(BigInt(values[port]!)), received: String(payload[port]) }];
    }
  }
  const owed = wanted.length - seen.length;
  if (owed <= mostOwed) return [];
  const expected = `${wanted.length} transactions by the end, of which at most ${mostOwed} may be owed`;
  return [{ cycle: cycles - 1, signal: name, expected, received: `${seen.length} transactions` }];
}

function transactionsOf(
  circuit: Circuit,
  { valid, ready, payload, clock = clockNames(circuit)[0] }: StreamPorts,
  cycles: readonly Cycle[],
  rows: readonly TraceRow[],
  start: number,
): readonly Seen[] {
  const outputs = new Map(outputPorts(circuit).map(({ name }, place) => [name, place]));
  const read = (port: string, cycle: number): bigint | undefined => {
    const place = outputs.get(port);
    if (place !== undefined) return rows[cycle]![place];
    const { inputs } = cycles[cycle]!;
    if (!(port in inputs)) {
      fail('B552', `the golden model: ${circuit.top.name} has no port ${port}`, 'name the ports of the top module');
    }
    return inputs[port];
  };
  return cycles.flatMap(({ clocks }, cycle): readonly Seen[] => {
    const isTaken = read(valid, cycle) === 1n && (ready === undefined || read(ready, cycle) === 1n);
    if (cycle < start || !isTaken || clock === undefined || !clocks.includes(clock)) return [];
    const values = payload.map((port) => [port, read(port, cycle)] as const);
    const known = values.filter((entry): entry is readonly [string, bigint] => entry[1] !== undefined);
    return [{ cycle, payload: Object.fromEntries(known) }];
  });
}

const describe = (ports: readonly string[], payload: Transaction): string =>
  ports.map((port) => `${port} ${payload[port] ?? 'unknown'}`).join(', ');

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
