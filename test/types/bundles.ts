// Compiled, never run: each `@ts-expect-error` is a mistake that the editor must show, and everything else must pass.
import { connectStream, inputStream, outputStream, queue, Stream, type Valid } from '../../generators/blocks/index.ts';
import {
  type Bool,
  bool,
  connect,
  drive,
  type Enum,
  elementAt,
  elementsOf,
  enumeration,
  flip,
  type Input,
  input,
  Module,
  memberOf,
  mux,
  type Output,
  output,
  pack,
  reg,
  regNext,
  reinterpret,
  sint,
  type UInt,
  uint,
  update,
  type Vec,
  vec,
  wire,
} from '../../generators/language/index.ts';

const Bus = {
  request: { valid: bool(), address: uint(4), data: sint(8) },
  answer: flip({ data: uint(8), ready: flip(bool()) }),
};
const Word = { valid: bool(), data: uint(8) };
const Mode = enumeration('Mode', ['Idle', 'Run'], { encoding: 'one-hot' });

const Inner = Module('Inner', () => {
  const bus = input(Bus);
  connect(bus, wire(Bus));
  return { bus };
});

export const Directions = Module('Directions', () => {
  const master = output(Bus);
  const slave = input(Bus);
  const middle = wire(Bus);
  const address: Output<UInt> = master.request.address;
  const answer: Input<UInt> = master.answer.data;
  const ready: Output<Bool> = master.answer.ready;
  const turned: Input<Bool> = input(flip(flip(Bus))).request.valid;

  // ------------------------------------------------------------------------------------------ assignment
  master.request.valid.value = slave.request.valid;
  slave.answer.data.value = 3;
  // @ts-expect-error a field that runs against an output is an input
  master.answer.data.value = 3;
  // @ts-expect-error a field of an input is driven from outside
  slave.request.valid.value = true;
  // @ts-expect-error so is one that is flipped twice
  slave.answer.ready.value = true;
  // @ts-expect-error an input is driven from outside
  drive(slave.request.address, 3);
  // @ts-expect-error nor as part of a record
  drive(slave.request, { valid: true, address: 1, data: -1 });
  drive(master.request, { valid: true, address: 1, data: -1 });
  // @ts-expect-error a field is missing
  drive(master.request, { valid: true, address: 1 });
  // @ts-expect-error a field of another kind
  drive(master.request, { valid: true, address: slave.request.data, data: -1 });
  update(master.request, { valid: false });
  // @ts-expect-error there is no such field
  update(master.request, { valid: false, parity: true });
  // @ts-expect-error an input is driven from outside
  update(slave.request, { valid: false });
  // @ts-expect-error registers have their own record of kinds
  drive(reg(Word), { valid: true, data: slave.request.data });

  // ------------------------------------------------------------------------------------------ connection
  connect(master, slave);
  connect(master, middle);
  connect(middle, slave);
  connect(Inner({}).bus, slave);
  connect(master.answer, slave.answer);
  // @ts-expect-error two inputs have nothing to give each other
  connect(slave, input(Bus));
  // @ts-expect-error nor have two outputs something to take
  connect(master.answer, output(Bus).answer);
  // @ts-expect-error a field is missing
  connect(master, { request: slave.request });
  connect(master, { request: slave.request }, { except: ['answer'] });
  // @ts-expect-error a field of another kind
  connect(master.request, { valid: slave.request.valid, address: slave.request.data, data: slave.request.data });
  // @ts-expect-error a record is no single value
  connect(master.request, slave.request.valid);

  // ------------------------------------------------------------------------------------------ records of values
  const a = input(Word);
  const b = wire(Word);
  drive(b, a);
  const chosen: { readonly valid: Bool; readonly data: UInt } = mux(a.valid, a, b);
  const constants: UInt = mux(a.valid, a, { valid: false, data: 7 }).data;
  // @ts-expect-error records of different fields
  mux(a.valid, a, { valid: false });
  // @ts-expect-error fields of different kinds
  mux(a.valid, a, slave.request);
  const later: UInt = regNext(a, { reset: { valid: false } }).data;
  // @ts-expect-error a reset value of another kind
  regNext(a, { reset: { valid: 3 } });
  const shown = output(chosen);
  // @ts-expect-error what it shows is given already: there is no such shape as a value
  output({ valid: 3 });
  const bits: UInt = pack(a);
  const read: UInt = reinterpret(bits, Word).data;

  // ------------------------------------------------------------------------------------------ vectors of records
  const slots = reg(vec(4, Word));
  const column: Vec<UInt> = slots.data;
  const one: UInt = elementAt(slots, a.data).data;
  const all: readonly { readonly valid: Bool }[] = elementsOf(slots);
  drive(elementAt(slots, 1), a);
  // @ts-expect-error the index is unsigned
  elementAt(slots, slave.request.data);
  const modes: Vec<Enum<'Idle' | 'Run'>> = wire(vec(2, Mode));

  // ------------------------------------------------------------------------------------------ enumerations, streams
  const command = memberOf(a.data, Mode, Mode.Idle);
  const mode: Enum<'Idle' | 'Run'> = command.member;
  // @ts-expect-error no member of this enumeration
  memberOf(a.data, Mode, Mode.Stop);
  // @ts-expect-error there is no such encoding
  enumeration('Other', ['A'], { encoding: 'johnson' });

  const Memory = { reads: Stream(uint(4)), words: flip(Stream(sint(8))) };
  const memory = input(Memory);
  const line = inputStream(uint(4));
  connectStream(queue(memory.reads, { depth: 2 }), outputStream(uint(4)));
  connect(memory.words, inputStream(sint(8)));
  // @ts-expect-error words of another kind
  connect(memory.words, line);
  // @ts-expect-error a stream that leaves is no source
  connectStream(memory.words, outputStream(sint(8)));
  const seen: Valid<UInt> = { valid: line.valid, payload: line.payload };

  void [address, answer, ready, turned, constants, later, shown, read, column, one, all, modes, mode, seen];
  return { master, slave };
});
