import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import {
  tensorTrailAddressLayout,
  tensorTrailErrors,
  tensorTrailMemories,
  tensorTrailRegisters,
} from '../../generators/accelerators/tensortrail/memory-map.ts';
import { startUpCycles } from '../../generators/networks/tensor-mapping/cycles.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { executeProgram } from '../../sim/golden/tensortrail/execute.ts';
import { registerRead, wordReads, wordWrites } from '../../sim/host/bus.ts';
import { driveReads, driveWrites, resetDesign } from '../../sim/host/drive-host.ts';
import {
  featuresRead,
  loadTensorProgram,
  runTensorProgram,
  tensorStart,
  tensorStatusRead,
  writeFeatures,
} from '../../sim/host/tensortrail.ts';
import { openDesign, simulatedMachine } from '../../sim/host/tensortrail-machine.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { randomProgram, smallParameters } from './random-program.ts';
import { elaborateTensorTrail, expectedResult } from './run-program.ts';

const parameters = smallParameters({ array: 4 });
const circuit = elaborateTensorTrail(parameters);
const allWords = parameters.array * parameters.featureDepth;

function startedDesign() {
  const design = createSimulator(circuit);
  resetDesign(design);
  return design;
}

describe("TensorTrail's host port", () => {
  it('answers reads with what was written, in every memory', async () => {
    const design = startedDesign();
    const layout = tensorTrailAddressLayout(parameters);
    const random = randomNumbers(7);
    const memories = tensorTrailMemories(parameters).map((memory) => {
      const places = [0, 1, 5, memory.depth - 1];
      const digits = Array.from({ length: Math.ceil(memory.width / 8) }, () => BigInt(random.integer(0, 255)));
      const bits = digits.reduce((word, byte) => (word << 8n) | byte, 0n);
      return { memory, places, words: places.map((place) => BigInt.asUintN(memory.width, bits ^ BigInt(place))) };
    });
    for (const { memory, places, words } of memories) {
      for (const [index, place] of places.entries()) {
        driveWrites(design, wordWrites(layout, memory, place, [words[index]!]));
      }
    }
    for (const { memory, places, words } of memories) {
      expect(await driveReads(design, wordReads(layout, memory, places)), memory.name).toEqual(words);
    }
  });

  it('tells the configuration', async () => {
    const layout = tensorTrailAddressLayout(parameters);
    const read = registerRead(layout, tensorTrailRegisters.configuration, (data) => data);
    // All six optional operations, shifts to 20, sums of 32 bits, N = 4.
    expect(await driveReads(startedDesign(), read)).toBe(0x3f_14_20_04);
  });

  it('loads, runs and reads a program as a driver does', async () => {
    const design = startedDesign();
    for (const seed of [3, 11, 29]) {
      const { program, features } = randomProgram(seed, parameters, ['dot', 'depthwise', 'argmax']);
      loadTensorProgram(design, program);
      writeFeatures(design, parameters, 0, features);
      const run = await runTensorProgram(design, program);
      const expected = expectedResult(program, features);
      expect(run.status).toEqual({ busy: false, done: true, errorCode: 0, step: program.steps.length - 1 });
      expect(run.cycles).toBe(program.cycles);
      expect(await driveReads(design, featuresRead(parameters, 0, allWords))).toEqual(expected.features);
    }
  });

  it('neither reads nor writes a memory while the program runs', async () => {
    const design = startedDesign();
    const { program, features } = randomProgram(5, parameters, ['spatial']);
    loadTensorProgram(design, program);
    writeFeatures(design, parameters, 0, features);
    driveWrites(design, [tensorStart(parameters)]);
    // A word of four bytes a cycle, all before the end.
    const words = Math.min(allWords, program.cycles - 10);
    writeFeatures(design, parameters, 0, new Int8Array(parameters.array * words).fill(1));
    design.runUntil('done', { maximumCycles: program.cycles });
    const { features: left } = expectedResult(program, features);
    expect(await driveReads(design, featuresRead(parameters, 0, allWords))).toEqual(left);
  });

  it('shows each instruction when its last word is stored', async () => {
    const design = startedDesign();
    const { program, features } = randomProgram(13, parameters, ['dot', 'spatial', 'add', 'table']);
    expect(program.steps.length).toBeGreaterThan(1);
    const machine = simulatedMachine('wasm', openDesign(design), program);
    const expected: Int8Array[] = [];
    const state = { features: Int8Array.from(features), argmax: 0 };
    executeProgram(program, state, () => expected.push(Int8Array.from(state.features)));
    machine.writeFeatures(0, features);
    const seen: Int8Array[] = [];
    const cycles = await machine.run(async (step) => {
      expect(step).toBe(seen.length);
      seen.push(await machine.readFeatures(0, allWords));
    });
    expect(seen).toEqual(expected);
    expect(cycles).toBe(program.cycles);
  });
});

describe('a program that cannot run stops with an error', () => {
  const runFailing = async (program: TensorTrailProgram) => {
    const design = startedDesign();
    loadTensorProgram(design, program);
    driveWrites(design, [tensorStart(parameters)]);
    const cycles = design.runUntil('done', { maximumCycles: 10_000 });
    return { cycles, status: await driveReads(design, tensorStatusRead(parameters)) };
  };
  const changed = (program: TensorTrailProgram, step: number, change: Partial<Instruction>): TensorTrailProgram => ({
    ...program,
    steps: program.steps.map((one, index) =>
      index === step ? { ...one, instruction: { ...one.instruction, ...change } } : one,
    ),
  });
  const { program } = randomProgram(13, parameters, ['dot', 'spatial']);
  const zeroFields = ['positions', 'inputBlocks', 'outputBlocks', 'tapCount'] as const;

  for (const name of zeroFields) {
    it(`no ${name}`, async () => {
      for (const step of program.steps.keys()) {
        const { cycles, status } = await runFailing(changed(program, step, { [name]: 0 }));
        expect(status).toEqual({ busy: false, done: true, errorCode: tensorTrailErrors.zeroField, step });
        // What comes before is carried out.
        const before = program.steps.slice(0, step).reduce((sum, one) => sum + one.cycles, 0);
        expect(cycles).toBe(startUpCycles + before);
      }
    });
  }

  it('no channels of an argmax, whose taps do not count', async () => {
    const { program: largest } = randomProgram(1, parameters, ['argmax']);
    const { status } = await runFailing(changed(largest, 0, { channels: 0 }));
    expect(status.errorCode).toBe(tensorTrailErrors.zeroField);
  });

  it('no last instruction', async () => {
    const step = program.steps[0]!;
    const endless = { ...step, instruction: { ...step.instruction, last: 0 } };
    const steps = Array.from({ length: parameters.maximumInstructions }, () => endless);
    const { cycles, status } = await runFailing({ ...program, steps });
    const last = parameters.maximumInstructions - 1;
    expect(status).toEqual({ busy: false, done: true, errorCode: tensorTrailErrors.programEnd, step: last });
    expect(cycles).toBe(startUpCycles + parameters.maximumInstructions * step.cycles);
  });

  it('and runs the next one as if nothing had been', async () => {
    const design = startedDesign();
    loadTensorProgram(design, changed(program, 0, { positions: 0 }));
    driveWrites(design, [tensorStart(parameters)]);
    design.runUntil('done', { maximumCycles: 1000 });
    const next = randomProgram(17, parameters, ['dot', 'maximum']);
    loadTensorProgram(design, next.program);
    writeFeatures(design, parameters, 0, next.features);
    const run = await runTensorProgram(design, next.program);
    expect(run.status.errorCode).toBe(0);
    expect(run.cycles).toBe(next.program.cycles);
    const { features } = expectedResult(next.program, next.features);
    expect(await driveReads(design, featuresRead(parameters, 0, allWords))).toEqual(features);
  });
});
