// Compiled, never run: each `@ts-expect-error` is a mistake that the editor must show, and everything else must pass.
import {
  arbitrate,
  connectStream,
  delay,
  type Fixed,
  fixed,
  inputStream,
  joinStreams,
  mapStream,
  mux1H,
  muxCase,
  narrowStream,
  nestedMachine,
  outputStream,
  queue,
  registerEnable,
  type Stream,
  stateMachine,
  toFixed,
  unsignedFixed,
  widenStream,
} from '../../generators/blocks/index.ts';
import {
  type Bool,
  bool,
  enumeration,
  input,
  Module,
  type SInt,
  sint,
  type UInt,
  uint,
  type Vec,
} from '../../generators/language/index.ts';

const Kind = enumeration('Kind', ['Read', 'Write']);

export const Streams = Module('Streams', () => {
  const words = inputStream({ kind: Kind, data: { low: uint(8), level: fixed(2, 6) } });
  const bytes = inputStream(uint(8));
  const numbers = inputStream(sint(8));
  const results = outputStream(uint(8));
  const buffered = queue(words, { depth: 2 });
  const low: UInt = buffered.payload.data.low;
  const level: Fixed<SInt> = buffered.payload.data.level;
  const reads: Bool = buffered.payload.kind.is(Kind.Read);
  // @ts-expect-error there is no such field
  buffered.payload.data.high;
  // @ts-expect-error nor such a member
  buffered.payload.kind.is(Kind.Flush);
  connectStream(bytes, results);
  // @ts-expect-error signed words are no unsigned ones
  connectStream(numbers, results);
  // @ts-expect-error a stream that enters is not driven
  bytes.valid.value = true;
  // @ts-expect-error of one that leaves, ready is given
  results.ready.value = true;
  const widened: Stream<Vec<UInt>> = widenStream(bytes, 4);
  const narrowed: Stream<UInt> = narrowStream(widened);
  // @ts-expect-error a single word has no elements
  narrowStream(bytes);
  const pairs = joinStreams({ bytes, numbers });
  const sum: Stream<SInt> = mapStream(pairs, (pair) => pair.bytes.toSInt().add(pair.numbers));
  // @ts-expect-error the words of one arbiter are of one kind
  arbitrate([queue(bytes, { depth: 1 }), queue(numbers, { depth: 1 })], 'priority');
  // @ts-expect-error there is no such policy
  arbitrate([bytes, bytes], 'random');
  return { words, bytes, numbers, results, ...{ low, level, reads, narrowed, sum } } as never;
});

export const Values = Module('Values', () => {
  const go = input(bool());
  const x = input(uint(8));
  const y = input(sint(8));
  const a = input(fixed(2, 6));
  const b = input(unsignedFixed(2, 6));
  const later: UInt = delay(x, 2, { reset: 3 });
  const kept: Fixed<SInt> = registerEnable(a, go);
  // @ts-expect-error a reset value is of the value's kind
  delay(go, 2, { reset: 3 });
  const chosen: SInt = muxCase([[go, 3]], y);
  const hot: UInt = mux1H([[go, x]]);
  const mixed = [[go, x] as const, [go, y] as const];
  // @ts-expect-error values of one sign
  mux1H(mixed);
  // @ts-expect-error signed and unsigned numbers do not mix
  a.add(b);
  a.add(b.toSigned());
  // @ts-expect-error nor do they convert into each other
  toFixed(a, unsignedFixed(2, 6));
  // @ts-expect-error a constant says its shape
  a.add(0.5);
  return { go, x, y, a, b, ...{ later, kept, chosen, hot } } as never;
});

export const Machines = Module('Machines', () => {
  const go = input(bool());
  const phase = stateMachine('Phase', ['Idle', 'Run']);
  const inner = nestedMachine('Inner', ['A', 'B']);
  inner.define({ A: { next: [{ when: go, to: 'B' }] }, B: { next: [{ when: go, to: 'done' }] } });
  // @ts-expect-error there is no such state
  phase.is('Stop');
  // @ts-expect-error every state is defined
  phase.define({ Idle: {} });
  phase.define({
    // @ts-expect-error only a machine that others run has an end
    Idle: { next: [{ when: go, to: 'done' }] },
    Run: { run: { machine: inner, to: 'Idle' } },
  });
  return { go };
});
