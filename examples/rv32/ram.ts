import {
  type Bool,
  cat,
  input,
  Module,
  output,
  singlePortMemory,
  type UInt,
  uint,
} from '../../generators/language/index.ts';
import { memoryPortShape } from './memory-port.ts';

/** Words of 32 bits whose bytes can be written alone: four memories of bytes side by side. */
export const Ram = Module(
  'Ram',
  ({ words }: { readonly words: number }) => {
    const port = input(memoryPortShape(words));

    const lane0 = byteLane();
    const lane1 = byteLane();
    const lane2 = byteLane();
    const lane3 = byteLane();
    const lanes = [lane0, lane1, lane2, lane3];
    for (const [number, lane] of lanes.entries()) {
      const writes: Bool = port.strobe.bit(number);
      lane.enable.value = port.enable.and(port.write.not().or(writes));
      lane.write.value = writes;
      lane.address.value = port.address;
      lane.writeData.value = port.writeData.bits(8 * number + 7, 8 * number);
    }
    const readData: UInt = cat(lane3.readData, lane2.readData, lane1.readData, lane0.readData);
    return { port, readData: output(readData) };

    function byteLane() {
      return singlePortMemory({
        module: `ByteMemory${words}`,
        documentation: 'One byte of each word.',
        depth: words,
        word: uint(8),
        readDuringWrite: 'no-change',
      });
    }
  },
  { name: ({ words }) => `Ram${words}` },
);
