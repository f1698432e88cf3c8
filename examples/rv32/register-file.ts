import {
  asynchronousReadMemory,
  type Bool,
  bool,
  input,
  Module,
  output,
  reg,
  twoPortMemory,
  type UInt,
  uint,
  when,
} from '../../generators/language/index.ts';
import type { CoreParameters } from './parameters.ts';

const storage = { depth: 32, word: uint(32), documentation: 'The registers x0 to x31, once for each operand.' };

/**
 * Registers x0 to x31: two are read and one is written at the clock edge, in two memories of equal contents. What is
 * read stays until the next read. A read of what is being written gives nothing to rely on, and `meets` tells of it.
 */
export const RegisterFile = Module('RegisterFile', ({ registers }: Pick<CoreParameters, 'registers'>) => {
  const firstIndex = input(uint(5));
  const secondIndex = input(uint(5));
  const read = input(bool());
  const write = input(bool());
  const writeIndex = input(uint(5));
  const writeValue = input(uint(32));

  const firstMeets = write.and(writeIndex.eq(firstIndex));
  const secondMeets = write.and(writeIndex.eq(secondIndex));
  const memoryOf = registers === 'block-ram' ? blockMemory : distributedMemory;
  const first = memoryOf(firstIndex, firstMeets);
  const second = memoryOf(secondIndex, secondMeets);

  return {
    firstIndex,
    secondIndex,
    read,
    write,
    writeIndex,
    writeValue,
    /** In this cycle the register that is read is being written. */
    firstMeets: output(firstMeets),
    secondMeets: output(secondMeets),
    /** The registers read last. */
    first: output(first),
    second: output(second),
  };

  function blockMemory(index: UInt, meets: Bool): UInt {
    const words = twoPortMemory({ module: 'BlockRegisters', ...storage });
    words.writeEnable.value = write;
    words.writeAddress.value = writeIndex;
    words.writeData.value = writeValue;
    // Where both ports never meet, synthesis has no need to build around a RAM whose ports must not.
    words.readEnable.value = read.and(meets.not());
    words.readAddress.value = index;
    return words.readData;
  }

  function distributedMemory(index: UInt): UInt {
    const words = asynchronousReadMemory({ module: 'DistributedRegisters', ...storage });
    words.writeEnable.value = write;
    words.writeAddress.value = writeIndex;
    words.writeData.value = writeValue;
    const value = reg(uint(32));
    when(read, () => {
      value.next = words.readAt(index);
    });
    return value;
  }
});
