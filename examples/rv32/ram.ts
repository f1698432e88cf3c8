import { maskedMemory } from '../../generators/blocks/index.ts';
import { input, Module, output, uint, vecOf } from '../../generators/language/index.ts';
import { memoryPortShape } from './memory-port.ts';

/**
 * Words of 32 bits whose bytes can be written alone.
 * @param name What the module's name begins with where the memory has `initial` contents.
 * @param initial The words at the start, from 0 to 2^32 - 1.
 */
export function ramModule(name = '', initial?: readonly number[]) {
  return Module(
    'Ram',
    ({ words }: { readonly words: number }) => {
      const port = input(memoryPortShape(words));
      const bytes = maskedMemory({
        module: `${name}ByteMemory${words}`,
        documentation: 'One byte of each word.',
        depth: words,
        lanes: 4,
        word: uint(8),
        readDuringWrite: 'no-change',
        ...(initial ? { initial } : {}),
      });
      bytes.enable.value = port.enable;
      bytes.write.value = port.write;
      bytes.mask.value = port.strobe;
      bytes.address.value = port.address;
      bytes.writeData.value = vecOf(
        [0, 1, 2, 3].map((lane) => port.writeData.bits(8 * lane + 7, 8 * lane)),
        uint(8),
      );
      return { port, readData: output(bytes.readData.asUInt()) };
    },
    { name: ({ words }) => `${name}Ram${words}` },
  );
}
