// Compiled, never run: each `@ts-expect-error` is a mistake that the editor must show, and everything else must pass.
import {
  type Bool,
  bool,
  drive,
  enumeration,
  input,
  instanceArray,
  Module,
  mux,
  output,
  reg,
  regNext,
  type SInt,
  singlePortMemory,
  sint,
  switchOn,
  type UInt,
  uint,
  type Vec,
  vec,
  vecOf,
  when,
  wire,
} from '../../generators/language/index.ts';

const Mode = enumeration('Mode', ['Idle', 'Run']);
const Other = enumeration('Other', ['Left', 'Right']);

const Inner = Module('Inner', ({ width }: { readonly width: number }) => {
  const x = input(uint(width));
  const enable = input(bool());
  const mode = input(Mode);
  const stream = input({ valid: bool(), data: sint(8) });
  const y = output(x.add(1));
  const passed = output(x);
  const found = output({ any: bool(), at: uint(3) });
  found.any.value = enable;
  found.at.value = 1;
  return { x, enable, mode, stream, y, passed, found };
});

export const Outer = Module('Outer', () => {
  const u = input(uint(8));
  const s = input(sint(8));
  const b = input(bool());
  const m = input(Mode);
  const words = input(vec(4, uint(8)));

  // ------------------------------------------------------------------------------------------ kinds of values
  const sum: UInt = u.add(3).mul(4n);
  const difference: SInt = u.sub(1);
  const comparison: Bool = s.lt(-1);
  // @ts-expect-error signed and unsigned do not mix
  u.add(s);
  // @ts-expect-error nor do they in a comparison
  s.gt(u);
  // @ts-expect-error a Bool is no number
  b.add(1);
  // @ts-expect-error a number is no Bool
  b.and(u);
  // @ts-expect-error a condition is a Bool, not a number
  when(u, () => {});
  // @ts-expect-error nor a member of an enumeration
  m.add(1);
  // @ts-expect-error an index is unsigned
  words.at(s);
  const element: UInt = words.at(u);
  // @ts-expect-error elements of one kind
  vecOf([u, s], uint(8));
  const table: Vec<UInt> = vecOf([u, 3, 4n], uint(8));

  // ------------------------------------------------------------------------------------------ mux, enumerations
  const chosen: UInt = mux(b, u, 3);
  const chosenSigned: SInt = mux(b, -3, s);
  const chosenBool: Bool = mux(b, true, b);
  const chosenWords: Vec<UInt> = mux(b, words, table);
  // @ts-expect-error arms of two kinds
  mux(b, u, s);
  // @ts-expect-error arms of two kinds
  mux(b, b, u);
  // @ts-expect-error members of two enumerations
  mux(b, Mode.Idle, Other.Left);
  // @ts-expect-error no such member
  Mode.Sleep;
  // @ts-expect-error a member of another enumeration
  m.is(Other.Left);
  // @ts-expect-error a member of another enumeration in a case
  switchOn(m).is(Other.Left, () => {});
  // @ts-expect-error a number for a case of an enumeration
  switchOn(m).is(1, () => {});
  // @ts-expect-error a Bool is no selector
  switchOn(b);
  switchOn(m)
    .is(Mode.Idle, () => {})
    .is([Mode.Run], () => {});
  switchOn(u).is([1, 2n], () => {});
  // @ts-expect-error nothing follows otherwise
  when(b, () => {}).otherwise(() => {}).elsewhen;

  // ------------------------------------------------------------------------------------------ assignment
  const w = wire(uint(8));
  const r = reg(uint(8), { reset: 1 });
  const record = reg({ valid: bool(), data: { left: sint(4) } }, { reset: { valid: false, data: { left: -1 } } });
  const state = reg(Mode, { reset: Mode.Idle });
  w.value = u;
  w.value = 7;
  r.next = w;
  record.data.left.next = 3;
  state.next = Mode.Run;
  drive(w, u);
  drive(r, w);
  drive(w.bits(3, 0), 2);
  const slots = wire(vec(2, uint(8)));
  slots.value = vecOf([1, 2], uint(8));
  drive(slots.at(u), 3);
  drive(slots.at(1), u);
  // @ts-expect-error another kind
  w.value = s;
  // @ts-expect-error another kind
  drive(w, s);
  // @ts-expect-error a Bool is no UInt
  w.value = b;
  // @ts-expect-error a wire has no next
  w.next = u;
  // @ts-expect-error a register is assigned by next
  r.value = u;
  // @ts-expect-error next is only assigned
  r.next.add(1);
  // @ts-expect-error next is only assigned
  w.value = r.next;
  // @ts-expect-error a member of another enumeration
  state.next = Other.Left;
  // @ts-expect-error a reset value of another kind
  reg(bool(), { reset: 1 });
  // @ts-expect-error a reset value of another enumeration
  reg(Mode, { reset: Other.Left });
  // @ts-expect-error a reset value of no such field
  reg({ valid: bool() }, { reset: { wrong: true } });
  // @ts-expect-error an input is driven from outside
  u.value = 3;
  // @ts-expect-error what a register becomes is no register
  regNext(u).next = 1;
  // @ts-expect-error a bundle is assigned field by field
  record.next = u;

  // ------------------------------------------------------------------------------------------ instances
  const inner = Inner({ width: 8 }, { x: u, enable: b, mode: m, stream: { valid: b, data: s } });
  const late = Inner({ width: 8 });
  late.x.value = u;
  late.stream.data.value = -1;
  const read: UInt = inner.y.add(inner.found.at);
  const passed: UInt = inner.passed;
  // @ts-expect-error an input passed on is an output
  inner.passed.value = 1;
  // @ts-expect-error a delayed wire is no wire
  regNext(w).value = 1;
  // @ts-expect-error parameters are checked
  Inner({});
  // @ts-expect-error no such port
  Inner({ width: 8 }, { z: u });
  // @ts-expect-error an output is no input
  Inner({ width: 8 }, { y: u });
  // @ts-expect-error nor is a record of outputs
  Inner({ width: 8 }, { found: { any: b } });
  // @ts-expect-error another kind
  Inner({ width: 8 }, { x: s });
  // @ts-expect-error another kind in a record
  Inner({ width: 8 }, { stream: { data: u } });
  // @ts-expect-error another enumeration
  Inner({ width: 8 }, { mode: Other.Left });
  // @ts-expect-error an output of an instance is only read
  inner.y.value = 1;
  // @ts-expect-error nor one in a record
  inner.found.any.value = true;
  // @ts-expect-error no such port
  inner.missing;
  // @ts-expect-error the value of an input is only assigned
  inner.x.value.add(1);

  const array = instanceArray([2, 2], ([row = 0, column = 0]) => Inner({ width: row + column + 1 }));
  const fromArray: UInt | undefined = array[0]?.y;

  // ------------------------------------------------------------------------------------------ memories
  const memory = singlePortMemory({ module: 'M', depth: 4, word: sint(8), readDuringWrite: 'no-change' });
  memory.writeData.value = s;
  const word: SInt = memory.readData;
  // @ts-expect-error another kind
  memory.writeData.value = u;
  // @ts-expect-error a word is only read
  memory.readData.value = s;
  // @ts-expect-error no such policy
  singlePortMemory({ module: 'M', depth: 4, word: sint(8), readDuringWrite: 'whatever' });

  void [
    sum,
    difference,
    comparison,
    element,
    chosen,
    chosenSigned,
    chosenBool,
    chosenWords,
    read,
    passed,
    fromArray,
    word,
  ];
  return { u, s, b, m, words, optional: Math.random() > 2 ? u : undefined };
});

// @ts-expect-error a port is a value, not a number
Module('Wrong', () => ({ port: 1 }));
