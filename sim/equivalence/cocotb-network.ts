import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { unpackScores } from '../../generators/networks/mapping/feature-maps.ts';
import { acceleratorVerilog } from '../../generators/output/verilog-files.ts';
import { type NetworkVector, writeNetworkTest } from '../cocotb/network-test.ts';
import { runCocotb } from '../cocotb/run-test.ts';
import { SimulationError } from '../engine/simulator.ts';
import { wordsRead } from '../host/host-port.ts';
import { inTemporaryFolder } from '../verilator/temporary-folder.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { CocotbOptions } from './cocotb-engine.ts';
import type { Deployment } from './deployment.ts';
import { goldenEngine } from './golden-engine.ts';
import type { Inference, InferenceEngine } from './inference.ts';
import type { VerificationInput } from './network-vectors.ts';

const received = z.array(
  z.object({
    error: z.number(),
    cycles: z.number(),
    scores: z.array(z.number()),
    layers: z.array(z.object({ name: z.string(), cycles: z.number(), words: z.array(z.string()) })),
  }),
);
type Received = z.infer<typeof received>[number];

/** A network that a cocotb test has run: every input in one simulation, before the first is asked for. */
export interface CocotbNetwork {
  readonly engine: InferenceEngine;
  /** Files of the folder that were edited and stay. */
  readonly kept: readonly string[];
  /** What the test itself says where it failed. */
  readonly failure?: string;
}

const timeoutSeconds = 3600;

/**
 * Writes a test of the network with these inputs, runs it under cocotb and reads back what every layer left behind. The
 * engine then answers for the inputs in their order.
 * @throws BurinError what `runCocotb` throws; B558 where the test left nothing to read
 */
export async function runCocotbNetwork(
  deployment: Deployment,
  inputs: readonly VerificationInput[],
  { simulator, folder }: CocotbOptions,
  soundness?: SoundnessOptions,
): Promise<CocotbNetwork> {
  const { program, parameters, loaded } = deployment;
  const circuit = elaborateAccelerator(parameters, soundness);
  const golden = goldenEngine(deployment);
  const vectors: NetworkVector[] = [];
  for (const { features } of inputs) {
    const { layers, cycles } = await golden.infer(features);
    vectors.push({ features, layers: layers!, cycles });
  }
  const run = async (where: string): Promise<CocotbNetwork> => {
    const { kept } = await writeNetworkTest({
      network: loaded.network.name,
      top: circuit.top.name,
      files: acceleratorVerilog(circuit),
      program,
      vectors,
      folder: where,
      simulator,
    });
    const file = join(where, 'received.json');
    await rm(file, { force: true });
    const report = await runCocotb({ folder: where, simulator, timeoutSeconds });
    const results = existsSync(file) ? received.safeParse(JSON.parse(await readFile(file, 'utf8'))).data : undefined;
    if (!results) {
      fail(
        'B558',
        `the cocotb test left no received.json${report.firstFailure ? `: ${report.firstFailure}` : ''}`,
        kept.length > 0 ? `look at the edited files: ${kept.join(', ')}` : 'run it in a folder given by --keep',
      );
    }
    const engine = recordedEngine(deployment, results);
    return { engine, kept, ...(report.firstFailure === undefined ? {} : { failure: report.firstFailure }) };
  };
  return folder === undefined ? inTemporaryFolder('cocotb', run) : run(folder);
}

/** Gives the recorded results one after the other. */
function recordedEngine({ program, parameters }: Deployment, results: readonly Received[]): InferenceEngine {
  let next = 0;
  const { decode } = wordsRead(parameters, 'lmem', program.scores.addresses);
  const inferenceOf = ({ error, cycles, scores, layers }: Received): Inference => {
    if (error !== 0) throw new SimulationError(`the accelerator stopped with error ${error}`);
    const words = decode(scores);
    const maps = layers.map((layer) => ({ ...layer, words: layer.words.map((digits) => BigInt(`0x${digits}`)) }));
    const before = layers.reduce((sum, layer) => sum + layer.cycles, 0);
    const last = { name: program.layers.at(-1)!.name, cycles: cycles - before, words };
    return {
      scores: Int32Array.from(unpackScores(words, program.scores, parameters)),
      cycles,
      layers: [...maps, last],
    };
  };
  return {
    name: 'cocotb',
    infer: async () => {
      const result = results[next++];
      if (result) return inferenceOf(result);
      throw new SimulationError(`the cocotb test ran ${results.length} inputs, and one more is asked for`);
    },
    close: () => Promise.resolve(),
  };
}
