import {
  bytesOfWords,
  featureImage,
  type TensorImage,
  tensorProgramImages,
} from '../../generators/networks/tensor-mapping/memory-images.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { driveWrites, resetDesign } from './drive-host.ts';
import { type OpenDesign, openDesign } from './open-design.ts';
import { requireTensorSuccess, tensorStart } from './tensortrail.ts';
import { type Offers, weightSource } from './weight-source.ts';

export { type OpenDesign, openDesign };

const memoryNames = { program: 'program', taps: 'taps', weights: 'weights', parameters: 'channels' } as const;

/** Cycles to wait beyond the model's before a run counts as hung. */
const patience = 1000;

/**
 * A simulated circuit with a program and its constants in its memories. Where weights are streamed, a source offers a word
 * in every cycle, or where `offers` says so; a run then ends when it ends.
 */
export function simulatedMachine(name: string, design: OpenDesign, program: TensorTrailProgram, offers?: Offers) {
  const { array } = program.parameters;
  resetDesign(design);
  for (const image of tensorProgramImages(program)) storeImage(design, array, image);

  return {
    name,
    /** Words of N bytes, from the word `address` on. */
    writeFeatures(address: number, bytes: Int8Array): void {
      storeImage(design, array, featureImage(address, bytes, array));
    },
    readFeatures: (address: number, words: number): Promise<Int8Array> => readFeatures(design, array, address, words),
    /**
     * Runs the program to its end.
     * @param onStep Called behind each step, when its last word is stored; no step goes on before its promise is kept
     * @returns cycles from start to done
     * @throws SimulationError where the accelerator stops with an error, or is later than the cycle model by 1000 cycles
     */
    async run(onStep?: (step: number) => Promise<void>): Promise<number> {
      const source = program.parameters.weightStream ? weightSource(design, program, offers) : undefined;
      driveWrites(design, [tensorStart(program.parameters)]);
      const maximumCycles = offers ? Number.MAX_SAFE_INTEGER : program.cycles + patience;
      let cycles = 0;
      if (onStep) {
        for (const step of program.steps.keys()) {
          cycles += await (source
            ? source.runUntil('stepDone', maximumCycles)
            : design.runUntil('stepDone', { maximumCycles }));
          // The cycle that shows stepDone still belongs to the step: its edge stores the last word.
          cycles++;
          await (source ? source.cycle() : design.step());
          await onStep(step);
        }
      }
      if (!source) cycles += await design.runUntil('done', { maximumCycles });
      else cycles += await (offers ? source.runUntil('done', maximumCycles) : source.runToEnd(maximumCycles));
      const [errorCode, step] = await Promise.all([design.get('errorCode'), design.get('step')]);
      requireTensorSuccess({ errorCode: Number(errorCode), step: Number(step) });
      return cycles;
    },
    /** The register of the last argmax. */
    argumentMaximum: async (): Promise<number> => Number(await design.get('argmax')),
    close: () => design.close(),
  };
}

/** Stores an image without the host port: in no time of the design. */
export function storeImage(
  design: Pick<OpenDesign, 'writeMemory'>,
  array: number,
  { memory, address, words }: TensorImage,
): void {
  if (memory !== 'features') {
    design.writeMemory(memoryNames[memory], address, words);
    return;
  }
  for (let bank = 0; bank < array; bank++) {
    const first = (((bank - address) % array) + array) % array;
    const ofBank = words.filter((_, index) => index % array === first);
    if (ofBank.length > 0) design.writeMemory(`bank_${bank}`, Math.floor((address + first) / array), ofBank);
  }
}

/** `count` words of the feature memory from `address` on, N bytes each. */
export async function readFeatures(
  design: Pick<OpenDesign, 'readMemory'>,
  array: number,
  address: number,
  count: number,
): Promise<Int8Array> {
  const firstRow = Math.floor(address / array);
  const rows = Math.floor((address + count - 1) / array) - firstRow + 1;
  const banks = await Promise.all(
    Array.from({ length: array }, (_, bank) => design.readMemory(`bank_${bank}`, firstRow, rows)),
  );
  const words = Array.from({ length: count }, (_, index) => {
    const place = address + index;
    return banks[place % array]![Math.floor(place / array) - firstRow]!;
  });
  return bytesOfWords(words, array);
}
