import { describeGraph } from '../graph/describe-graph.ts';
import type { NetworkGraph } from '../graph/types.ts';
import type { CompiledProgram } from './compile.ts';
import { startUpCycles } from './cycles.ts';
import { addLosses, type LostCycles, lostCycles } from './lost-cycles.ts';
import { type StreamReport, streamedBytesOf, streamReport } from './stream-report.ts';

/** One operator of the deployed graph. */
export interface LayerReport {
  readonly place: string;
  /** Element type and shape. */
  readonly outputs: readonly string[];
  readonly multiplications: number;
  /** Numbers in its constants. */
  readonly weights: number;
  readonly where: 'accelerator' | 'host';
  /** Kinds of instructions: dot, spatial, depthwise; `-` where nothing is to be done. */
  readonly mapping: string;
  readonly instructions: number;
  readonly cycles: number;
  /** Multiplications per cycle and multiplier: 0..1, more where skipped padding counts. */
  readonly utilisation: number;
  readonly lost: LostCycles;
  /** Where weights are streamed: cycles among `cycles` that are lost to waiting for them, and bytes that are taken. */
  readonly stallCycles?: number;
  readonly streamedBytes?: number;
}

export interface ModelReport {
  readonly network: string;
  readonly multipliers: number;
  readonly layers: readonly LayerReport[];
  /** From start to done: the layers' and `startUpCycles`. */
  readonly cycles: number;
  readonly startUpCycles: number;
  readonly multiplications: number;
  readonly utilisation: number;
  readonly lost: LostCycles;
  /** Cycles / (multiplications / multipliers): 1 is what no schedule without skipped padding beats. */
  readonly ofFloor: number;
  readonly featureBytes: number;
  /** What no placement of this schedule's tensors needs less than. */
  readonly featureBytesLowerBound: number;
  readonly weightBytes: number;
  readonly instructions: number;
  /** Absent where weights are not streamed. */
  readonly stream?: StreamReport;
}

/**
 * What a model costs on its accelerator, operator by operator.
 * @param graph What `program` was compiled from
 */
export function modelReport(graph: NetworkGraph, program: CompiledProgram): ModelReport {
  const { steps, parameters } = program;
  const multipliers = parameters.array ** 2;
  const host = new Set([...program.hostBefore, ...program.hostAfter]);
  const description = describeGraph(graph);
  const stream = streamReport(program);
  const layers = description.operators.map((operator, index): LayerReport => {
    const own = steps.filter((step) => step.operator === index);
    const cycles = own.reduce((sum, step) => sum + step.cycles, 0);
    return {
      place: operator.place,
      outputs: operator.outputs,
      multiplications: operator.multiplications,
      weights: operator.weights,
      where: host.has(index) ? 'host' : 'accelerator',
      mapping: [...new Set(own.map(({ mapping }) => mapping))].join(' + ') || '-',
      instructions: own.length,
      cycles,
      utilisation: cycles === 0 ? 0 : operator.multiplications / (cycles * multipliers),
      lost: addLosses(own.map((step) => lostCycles(step, program))),
      ...(stream
        ? {
            stallCycles: own.reduce((sum, { stalls = 0 }) => sum + stalls, 0),
            streamedBytes: own.reduce((sum, step) => sum + streamedBytesOf(step, parameters), 0),
          }
        : {}),
    };
  });
  const multiplications = layers.reduce((sum, layer) => sum + layer.multiplications, 0);
  return {
    network: program.network,
    multipliers,
    layers,
    cycles: program.cycles,
    startUpCycles,
    lost: addLosses(layers.map(({ lost }) => lost)),
    multiplications,
    utilisation: multiplications / (program.cycles * multipliers),
    ofFloor: (program.cycles * multipliers) / Math.max(1, multiplications),
    featureBytes: program.featureMemory.peakBytes,
    featureBytesLowerBound: program.featureMemory.lowerBoundBytes,
    weightBytes: program.weights.length,
    instructions: steps.length,
    ...(stream ? { stream } : {}),
  };
}
