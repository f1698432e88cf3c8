import { bool, input, Module, mux, output, reg, regNext, sint, uint, when } from '../../language/index.ts';

/** Finds the first channel of the largest value among those that come one after the other. */
export const LargestChannel = Module('LargestChannel', ({ channelBits }: { readonly channelBits: number }) => {
  const valid = input(bool());
  /** Channel 0 comes. */
  const first = input(bool());
  const value = input(sint(8));

  const comes = regNext(valid, { reset: false });
  const starts = regNext(first);
  const present = regNext(value);
  const largest = reg(sint(8));
  const channel = reg(uint(channelBits));
  const result = reg(uint(channelBits), { reset: 0 });
  when(comes, () => {
    channel.next = mux(starts, 1, channel.addWrap(1));
    when(starts.or(present.gt(largest)), () => {
      largest.next = present;
      result.next = mux(starts, 0, channel);
    });
  });

  return { valid, first, value, channel: output(result) };
});
