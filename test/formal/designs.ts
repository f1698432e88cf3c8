import {
  assert,
  assume,
  bool,
  cover,
  input,
  Module,
  message,
  output,
  reg,
  uint,
  when,
} from '../../generators/language/index.ts';

/** Counts words that come and go; nobody overfills it. It asserts that there are at most `bound`. */
export const Level = Module('Level', ({ bound }: { readonly bound: number }) => {
  const push = input(bool());
  const pop = input(bool());
  const level = reg(uint(4), { reset: 0 });
  assume(level.eq(0).and(pop).not(), 'nobody takes from an empty queue');
  assume(level.eq(8).and(push).not(), 'nobody gives to a full one');
  when(push.and(pop.not()), () => {
    level.next = level.addWrap(1);
  });
  when(pop.and(push.not()), () => {
    level.next = level.subWrap(1);
  });
  assert(level.le(bound), message`${level} words`);
  cover(level.eq(bound), 'it fills');
  return { push, pop, level: output(level) };
});
