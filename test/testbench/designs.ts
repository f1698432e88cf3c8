import { connectStream, inputStream, mapStream, outputStream, queue } from '../../generators/blocks/index.ts';
import {
  bool,
  clockDomain,
  enumeration,
  input,
  Module,
  mux,
  output,
  reg,
  sint,
  switchOn,
  twoPortMemory,
  uint,
  vec,
  when,
  withDomain,
} from '../../generators/language/index.ts';

/** Counts while enabled, up to a limit that it shows once before it starts again. */
export const Counter = Module('Counter', ({ width }: { readonly width: number }) => {
  const enable = input(bool());
  const limit = input(uint(width));
  const count = reg(uint(width), { reset: 0 });
  const isLast = count.ge(limit);
  when(enable, () => {
    count.next = mux(isLast, 0, count.addWrap(1));
  });
  return { enable, limit, count: output(count), wraps: output(enable.and(isLast)) };
});

export const Mode = enumeration('Mode', ['Idle', 'Run', 'Done']);

/** Values of every kind, in and out: what goes in comes out one cycle later. */
export const Kinds = Module('Kinds', () => {
  const flag = input(bool());
  const byte8 = input(sint(8));
  const wide = input(uint(70));
  const mode = input(Mode);
  const lanes = input(vec(3, sint(5)));
  const pair = input({ near: sint(4), far: sint(4) });
  const state = reg(Mode, { reset: Mode.Idle });
  switchOn(state)
    .is(Mode.Idle, () => {
      when(flag, () => {
        state.next = Mode.Run;
      });
    })
    .is(Mode.Run, () => {
      state.next = Mode.Done;
    });
  const kept = reg(uint(70), { reset: 0 });
  kept.next = wide;
  const sum = reg(sint(9), { reset: 0 });
  sum.next = byte8.add(pair.near).add(pair.far).wrap(9);
  return {
    flag,
    byte8,
    wide,
    mode,
    lanes,
    pair,
    flagOut: output(flag.not()),
    negated: output(byte8.neg()),
    kept: output(kept),
    state: output(state),
    modeOut: output(mode),
    middle: output(lanes.at(1)),
    lanesOut: output(lanes),
    sum: output({ value: sum }),
  };
});

/** A stream through a queue that adds one to each word. */
export const AddOne = Module('AddOne', ({ depth }: { readonly depth: number }) => {
  const words = inputStream({ value: uint(8), last: bool() });
  const sums = outputStream({ value: uint(9), last: bool() });
  const added = mapStream(words, ({ value, last }) => ({ value: value.add(1), last }));
  connectStream(queue(added, { depth }), sums);
  return { words, sums };
});

/** A producer that breaks its promise: a word that waits changes, or is taken back where `drops` says so. */
export const Unsteady = Module('Unsteady', ({ drops }: { readonly drops: boolean }) => {
  const words = outputStream(uint(8));
  const count = reg(uint(8), { reset: 0 });
  count.next = count.addWrap(1);
  words.payload.value = count;
  words.valid.value = drops ? count.bit(1) : count.ge(2);
  return { words, isIdle: output(words.ready.not()) };
});

/** A word that is stored and read back. */
export const Store = Module('Store', () => {
  const address = input(uint(4));
  const data = input(sint(12));
  const store = input(bool());
  const table = twoPortMemory({ module: 'StoreWords', depth: 16, word: sint(12) });
  when(store, () => {
    table.writeAt(address, data);
  });
  return { address, data, store, read: output(table.readAt(address)) };
});

/** Counters of two clocks. */
export const TwoClocks = Module('TwoClocks', () => {
  const pixel = clockDomain('pixel');
  const slow = reg(uint(8), { reset: 0 });
  slow.next = slow.addWrap(1);
  const ticks = withDomain(pixel, () => {
    const fast = reg(uint(8), { reset: 0 });
    fast.next = fast.addWrap(1);
    return fast;
  });
  return { slow: output(slow), ticks: output(ticks) };
});
