import {
  bool,
  drive,
  input,
  Module,
  mux,
  output,
  reg,
  type UInt,
  uint,
  vec,
  when,
} from '../../generators/language/index.ts';

/** Registers x0 to x31: two are read, one is written at the clock edge. A read shows what is being written. */
export const RegisterFile = Module('RegisterFile', () => {
  const firstIndex = input(uint(5));
  const secondIndex = input(uint(5));
  /** Never with the index 0. */
  const write = input(bool());
  const writeIndex = input(uint(5));
  const writeValue = input(uint(32));

  // x0 is kept like the others and never shown: cheaper than a special case in the write.
  const words = reg(vec(32, uint(32)));
  when(write, () => {
    drive(words.at(writeIndex), writeValue);
  });
  const read = (index: UInt): UInt =>
    mux(write.and(writeIndex.eq(index)), writeValue, mux(index.eq(0), 0, words.at(index)));

  return {
    firstIndex,
    secondIndex,
    write,
    writeIndex,
    writeValue,
    first: output(read(firstIndex)),
    second: output(read(secondIndex)),
  };
});
