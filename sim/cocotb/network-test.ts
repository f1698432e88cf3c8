import type { UltraTrailProgram } from '../../generators/networks/mapping/program.ts';
import { memoryArray, type VerilogFile } from '../../generators/verilog/index.ts';
import {
  type BusWrite,
  cyclesRead,
  featureImage,
  imageWrites,
  programImages,
  startWrite,
  statusRead,
  wordsRead,
} from '../host/host-port.ts';
import { type CocotbSimulator, designFiles, renderPython, snakeCase } from './templates.ts';
import { type WrittenFolder, writeTestFolder } from './test-folder.ts';

/** What a layer leaves in its feature memory. */
export interface ExpectedLayer {
  readonly name: string;
  readonly cycles: number;
  readonly words: readonly bigint[];
}

/** An input, [channel][position] flat, and what the model says of it: the last layer has the words of the scores. */
export interface NetworkVector {
  readonly features: Int8Array;
  readonly layers: readonly ExpectedLayer[];
  readonly cycles: number;
}

export interface NetworkTest {
  readonly network: string;
  /** Name of the accelerator's top module, and its printed text. */
  readonly top: string;
  readonly files: readonly VerilogFile[];
  readonly program: UltraTrailProgram;
  readonly vectors: readonly NetworkVector[];
  readonly folder: string;
  readonly simulator: CocotbSimulator;
}

/** Cycles to wait beyond a whole run before it counts as hung. */
const patience = 1000;

/**
 * Writes a cocotb test of a network on its accelerator, which loads and starts it over the host port: the design in
 * `rtl`, `test_<network>.py`, `network.json`, `vectors.json` and `run_test.py`. Edited files are kept.
 */
export async function writeNetworkTest(test: NetworkTest): Promise<WrittenFolder> {
  const { network, top, files, program, vectors, folder, simulator } = test;
  const { parameters, startUpCycles } = program;
  const module = `test_${snakeCase(network)}`;
  const values = { network, top, memoryArray, mostCycles: program.cycles + startUpCycles + patience };
  const scores = wordsRead(parameters, 'lmem', program.scores.addresses);
  const loaded = {
    writes: programImages(program).flatMap((image) => pairs(imageWrites(parameters, image))),
    start: pairs([startWrite(parameters)])[0],
    startUpCycles,
    layers: program.layers
      .slice(0, -1)
      .map(({ name, output }) => ({ name, memory: `fmem${output!.memory}`, words: output!.words })),
    status: statusRead(parameters).addresses[0],
    cycles: cyclesRead(parameters).addresses[0],
    scores: scores.addresses,
  };
  const lanes = scores.addresses.length / program.scores.addresses.length;
  const given = vectors.map(({ features, layers, cycles }) => ({
    writes: pairs(imageWrites(parameters, featureImage(program, features))),
    expected: {
      error: 0,
      layers: layers.slice(0, -1).map(({ name, cycles, words }) => ({ name, cycles, words: words.map(hexadecimal) })),
      scores: layers.at(-1)!.words.flatMap((word) => lanesOf(word, lanes)),
      cycles,
    },
  }));
  return writeTestFolder(folder, [
    ...(await designFiles({ top, module, files, simulator })),
    { name: `${module}.py`, text: await renderPython('test_network.py', values) },
    { name: 'network.json', text: `${JSON.stringify(loaded)}\n` },
    { name: 'vectors.json', text: `[\n${given.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n` },
  ]);
}

const pairs = (writes: readonly BusWrite[]) => writes.map(({ address, data }) => [address, data] as const);

const hexadecimal = (word: bigint): string => word.toString(16);

const lanesOf = (word: bigint, lanes: number): readonly number[] =>
  Array.from({ length: lanes }, (_, lane) => Number(BigInt.asUintN(32, word >> BigInt(32 * lane))));
