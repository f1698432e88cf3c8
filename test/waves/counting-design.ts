import {
  bool,
  elaborate,
  enumeration,
  input,
  Module,
  output,
  reg,
  sint,
  switchOn,
  uint,
  when,
} from '../../generators/language/index.ts';

const Mode = enumeration('Mode', ['Idle', 'Run', 'Done']);

const Stepper = Module('Stepper', () => {
  const go = input(bool());
  const steps = reg(uint(3), { reset: 0 });
  when(go, () => {
    steps.next = steps.addWrap(1);
  });
  return { go, steps: output(steps), isLast: output(steps.eq(3)) };
});

/** Counts while it runs: an enumeration, signed and wide values, an instance. */
const Counting = Module('Counting', () => {
  const start = input(bool());
  const mode = reg(Mode, { reset: Mode.Idle });
  const level = reg(sint(5), { reset: 0 });
  const wide = reg(uint(70), { reset: 1 });
  const stepper = Stepper({}, { go: mode.is(Mode.Run) });
  switchOn(mode)
    .is(Mode.Idle, () => {
      when(start, () => {
        mode.next = Mode.Run;
      });
    })
    .is(Mode.Run, () => {
      level.next = level.subWrap(3);
      wide.next = wide.shiftLeft(23).wrap(70);
      when(stepper.isLast, () => {
        mode.next = Mode.Done;
      });
    })
    .otherwise(() => {
      mode.next = Mode.Idle;
    });
  return { start, mode: output(mode), level: output(level), wide: output(wide), steps: output(stepper.steps) };
});

export const countingDesign = elaborate(Counting, {});
