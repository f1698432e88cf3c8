import {
  bool,
  cover,
  elaborate,
  enumeration,
  input,
  Module,
  output,
  reg,
  switchOn,
  uint,
  vecOf,
  when,
  wire,
} from '../../generators/language/index.ts';

const Mode = enumeration('Mode', ['Idle', 'Run', 'Done']);

/** Without registers, and so without a clock. */
const Limit = Module('Limit', () => {
  const value = input(uint(4));
  const limited = wire(uint(4));
  limited.value = value; // limit: as it is
  when(value.gt(9), () => {
    limited.value = 9; // limit: cut
  });
  return { value, limited: output(limited) };
});

const Covered = Module('Covered', () => {
  const start = input(bool());
  const mode = reg(Mode, { reset: Mode.Idle });
  const count = reg(uint(4), { reset: 0 });
  switchOn(mode)
    .is(Mode.Idle, () => {
      when(start, () => {
        mode.next = Mode.Run; // starts
      }).otherwise(() => {
        count.next = 0; // waits
      });
    })
    .is(Mode.Run, () => {
      count.next = count.addWrap(1); // counts
      when(count.eq(2), () => {
        mode.next = Mode.Done; // ends
      });
    })
    .is(Mode.Done, () => {
      mode.next = Mode.Idle; // begins again
    });
  cover(count.eq(3)); // reaches three
  cover(count.eq(15)); // reaches fifteen
  const low = Limit({}, { value: count });
  const high = Limit({}, { value: vecOf([count.or(8)], uint(4)).at(0) });
  return { start, count: output(count), low: output(low.limited), high: output(high.limited) };
});

export const coveredDesign = elaborate(Covered, {});
