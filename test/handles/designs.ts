import {
  bool,
  clockDomain,
  External,
  elaborate,
  enumeration,
  input,
  instanceArray,
  Module,
  output,
  readOnlyMemory,
  reg,
  regNext,
  singlePortMemory,
  sint,
  uint,
  vec,
  vecOf,
  when,
  withDomain,
} from '../../generators/language/index.ts';

const Mode = enumeration('Mode', { Idle: 0, Run: 2, class: 3 });
/** Another enumeration of the same name. */
const OtherMode = enumeration('Mode', ['Left', 'Right', 'Up']);

const Lane = Module('Lane', () => {
  const step = input(bool());
  const mode = reg(OtherMode, { reset: OtherMode.Left });
  const count = reg(uint(40), { reset: 1 });
  when(step, () => {
    mode.next = OtherMode.Right;
    count.next = count.wrap(39).shiftLeft(1);
  });
  return { step, count: output(count) };
});

/** Every kind of port, a memory, and instances in an array. Ends a comment: *\/ or not. */
export const everyKind = elaborate(
  Module('EveryKind', ({ width }: { readonly width: number; readonly rounding: string }) => {
    /** Moves the lanes on; not a comment's end: *\/ */
    const step = input(bool());
    const small = input(sint(width));
    const wide = input(uint(33));
    const mode = input(Mode);
    const words = input(vec(4, sint(8)));
    const longs = input(vec(2, uint(40)));
    const lanes = instanceArray([2, 2], () => Lane({}, { step }));
    const store = singlePortMemory({ module: 'Store', depth: 5, word: sint(6), readDuringWrite: 'no-change' });
    store.enable.value = true;
    store.write.value = false;
    store.address.value = 3;
    store.writeData.value = 0;
    const long = singlePortMemory({ module: 'Long', depth: 4, word: uint(50), readDuringWrite: 'no-change' });
    long.enable.value = false;
    long.write.value = false;
    long.address.value = 0;
    long.writeData.value = 0;
    return {
      step,
      small,
      wide,
      mode,
      words,
      longs,
      negated: output(small.neg()),
      twice: output(wide.shiftLeft(1)),
      shown: output(mode),
      swapped: output(vecOf([words.at(1), words.at(0)], sint(8))),
      longest: output(longs.at(1)),
      sum: output(lanes.reduce((total, lane) => total.addWrap(lane.count), lanes[0]!.count)),
      stored: output(store.readData),
      last: output(long.readData),
    };
  }),
  { width: 7, rounding: 'half-up' },
);

const portsOfDelay = () => ({ d: input(bool()), q: output(bool()) });
const DelayModel = Module('DelayModel', () => {
  const { d, q } = portsOfDelay();
  const held = regNext(d);
  q.value = held;
  return { d, q };
});
const VendorDelay = External('VENDOR_DELAY', () => ({ ports: portsOfDelay(), clocks: ['CLK'] }), { model: DelayModel });

/** Two clocks, memories of other organisations, a module from elsewhere. Its enumeration has the name of a table. */
export const severalClocks = elaborate(
  Module('SeveralClocks', () => {
    const pixel = clockDomain();
    const ports = enumeration('ports', ['In', 'Out']);
    const d = input(bool());
    const direction = input(ports);
    const delay = VendorDelay({}, { d });
    const address = withDomain(pixel, () => input(uint(3)));
    const seen = withDomain(pixel, () => {
      const table = readOnlyMemory({ module: 'Table', word: uint(4), contents: [3, 1, 4, 1, 5, 9, 2, 6] });
      const seen = reg(uint(4), { reset: 7 });
      seen.next = table.readAt(address);
      return seen;
    });
    return { d, direction, address, q: output(delay.q), seen: output(seen), way: output(direction) };
  }),
  {},
);

/** More signals than are spelled out as types. */
export const manySignals = elaborate(
  Module('ManySignals', () => {
    const step = input(bool());
    const lanes = instanceArray([72, 72], () => Lane({}, { step }));
    return { step, last: output(lanes.at(-1)!.count) };
  }),
  {},
);

/** Nothing but an output. */
export const blinking = elaborate(
  Module('Blinking', () => {
    const light = reg(bool(), { reset: false });
    light.next = light.not();
    return { light: output(light) };
  }),
  {},
);
