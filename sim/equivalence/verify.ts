import { unpackLanes } from '../../generators/networks/mapping/lanes.ts';
import type { Deployment } from './deployment.ts';
import { goldenEngine } from './golden-engine.ts';
import type { Inference, InferenceEngine, LayerObservation, VerificationEngineName } from './inference.ts';
import type { VerificationInput } from './network-vectors.ts';

/** One value that the engine computes otherwise than the model, or a layer that takes other cycles. */
export interface Mismatch {
  readonly vector: number;
  readonly layer: string;
  /** Channel and position of a value; absent for a cycle count. */
  readonly channel?: number;
  readonly position?: number;
  readonly what: 'value' | 'cycles';
  readonly expected: number;
  readonly actual: number;
}

export interface Verification {
  readonly vectors: number;
  /** Values of feature maps and scores that were compared, unused lanes included. */
  readonly comparedValues: number;
  readonly mismatches: number;
  readonly firstMismatch?: Mismatch;
  /** Cycles of one run, without start-up, as the engine counted them. */
  readonly cycles: number;
  readonly cyclesExpected: number;
  readonly engine: VerificationEngineName;
  /** Of running and comparing, without what makes the engine ready. */
  readonly seconds: number;
}

/**
 * Runs every input on the engine and on the model, and compares all words after all layers and all cycle counts; and the
 * model's scores with those that come with an input. `onProgress` is told how many values differed so far.
 */
export async function verify(
  deployment: Deployment,
  engine: InferenceEngine,
  inputs: readonly VerificationInput[],
  onProgress: (done: number, mismatches: number) => void = () => {},
): Promise<Verification> {
  const start = performance.now();
  const golden = goldenEngine(deployment);
  const cyclesExpected = deployment.program.cycles;
  let comparedValues = 0;
  let cycles = cyclesExpected;
  let mismatches = 0;
  let firstMismatch: Mismatch | undefined;
  // Only the first is kept: a faulty engine may differ in more values than memory holds.
  const count = (vector: number, found: readonly Omit<Mismatch, 'vector'>[]): void => {
    mismatches += found.length;
    if (found[0]) firstMismatch ??= { vector, ...found[0] };
  };
  for (const [vector, { features, scores }] of inputs.entries()) {
    const expected = await golden.infer(features);
    const actual = await engine.infer(features, { observe: true });
    if (scores) {
      comparedValues += scores.length;
      count(vector, compareReference(deployment, scores, expected.scores));
    }
    if (actual.cycles !== cyclesExpected) cycles = actual.cycles;
    const found = compareInference(deployment, expected, actual);
    comparedValues += found.comparedValues;
    count(vector, found.mismatches);
    onProgress(vector + 1, mismatches);
  }
  return {
    vectors: inputs.length,
    comparedValues,
    mismatches,
    ...(firstMismatch ? { firstMismatch } : {}),
    cycles,
    cyclesExpected,
    engine: engine.name,
    seconds: (performance.now() - start) / 1000,
  };
}

/** The model's scores against those that the network's training gives for the vector. */
function compareReference(
  { program }: Deployment,
  reference: Int32Array,
  scores: Int32Array,
): readonly Omit<Mismatch, 'vector'>[] {
  const { length } = program.scores;
  return [...reference].flatMap((expected, place) => {
    const actual = scores[place]!;
    if (actual === expected) return [];
    const [channel, position] = [Math.floor(place / length), place % length];
    return { layer: 'reference scores', what: 'value' as const, channel, position, expected, actual };
  });
}

interface Comparison {
  readonly comparedValues: number;
  readonly mismatches: readonly Omit<Mismatch, 'vector'>[];
}

function compareInference(deployment: Deployment, expected: Inference, actual: Inference): Comparison {
  const parts = expected.layers!.map((layer, index) => {
    const observed = actual.layers![index]!;
    const isScores = index === expected.layers!.length - 1;
    return compareLayer(deployment, layer, observed, isScores);
  });
  const total: Omit<Mismatch, 'vector'>[] =
    actual.cycles === expected.cycles
      ? []
      : [{ layer: 'all layers', what: 'cycles', expected: expected.cycles, actual: actual.cycles }];
  return {
    comparedValues: parts.reduce((sum, part) => sum + part.comparedValues, 0),
    mismatches: [...parts.flatMap((part) => part.mismatches), ...total],
  };
}

function compareLayer(
  { parameters, program }: Deployment,
  expected: LayerObservation,
  actual: LayerObservation,
  isScores: boolean,
): Comparison {
  const { array, activationBits, accumulatorBits, guardBits } = parameters;
  const laneBits = isScores ? accumulatorBits + guardBits : activationBits;
  const length = isScores
    ? program.scores.length
    : program.layers.find(({ name }) => name === expected.name)!.output!.length;
  const mismatches: Omit<Mismatch, 'vector'>[] = [];
  expected.words.forEach((word, address) => {
    const observed = actual.words[address]!;
    if (word === observed) return;
    const lanes = unpackLanes(observed, laneBits, array);
    unpackLanes(word, laneBits, array).forEach((value, lane) => {
      if (value === lanes[lane]) return;
      mismatches.push({
        layer: expected.name,
        what: 'value',
        channel: Math.floor(address / length) * array + lane,
        position: address % length,
        expected: value,
        actual: lanes[lane]!,
      });
    });
  });
  if (expected.cycles !== actual.cycles) {
    mismatches.push({ layer: expected.name, what: 'cycles', expected: expected.cycles, actual: actual.cycles });
  }
  return { comparedValues: expected.words.length * array, mismatches };
}

/** A mismatch in words. */
export function describeMismatch({ vector, layer, what, channel, position, expected, actual }: Mismatch): string {
  const place = what === 'value' ? `channel ${channel}, position ${position}` : 'cycles';
  return `vector ${vector}, layer ${layer}, ${place}: expected ${expected}, got ${actual}`;
}
