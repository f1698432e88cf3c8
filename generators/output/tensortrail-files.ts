import { instructionFields } from '../accelerators/tensortrail/instruction-word.ts';
import { tensorTrailMemories } from '../accelerators/tensortrail/memory-map.ts';
import { encodeWord } from '../accelerators/tensortrail/word-fields.ts';
import type { NetworkGraph } from '../networks/graph/types.ts';
import type { CompiledProgram } from '../networks/tensor-mapping/compile.ts';
import { startUpCycles } from '../networks/tensor-mapping/cycles.ts';
import { hostOperators, type LeftOperators } from '../networks/tensor-mapping/left-operators.ts';
import { type TensorImage, tensorProgramImages, weightStreamWords } from '../networks/tensor-mapping/memory-images.ts';
import { modelReport } from '../networks/tensor-mapping/model-report.ts';
import { hexadecimalImage, jsonText } from './hexadecimal-image.ts';
import { hostTensors } from './host-tensors.ts';
import type { NetworkFiles, NetworkReport } from './network-files.ts';
import { tensorPlace } from './tensor-places.ts';
import { tensorTrailDriver } from './tensortrail-driver.ts';

/** What a program is a part of. */
export interface ProgramContext {
  /** What of the network is not in the graph of the program. */
  readonly left?: LeftOperators;
  /** Images of a batch that the host runs one by one; 1 unless given. */
  readonly images?: number;
}

/**
 * The images, the program, the driver and the costs of a network on a TensorTrail.
 * @param graph What `program` was compiled from
 */
export function tensorTrailFiles(
  graph: NetworkGraph,
  program: CompiledProgram,
  { left, images: batch = 1 }: ProgramContext = {},
): NetworkFiles {
  const host = hostOperators(graph, program, left);
  const { parameters, taps, weights, channelParameters, steps, featureMemory } = program;
  const { array } = parameters;
  const images = tensorProgramImages(program);
  const files = new Map<string, string>();
  for (const { name, width } of tensorTrailMemories(parameters)) {
    const own = images.filter(({ memory }) => memory === name);
    if (name !== 'features')
      files.set(
        `${name}.hex`,
        hexadecimalImage(
          own.flatMap(({ words }) => words),
          width,
        ),
      );
  }
  if (parameters.weightStream) {
    files.set('weight-stream.hex', hexadecimalImage(weightStreamWords(program), parameters.weightStreamBits));
  }
  for (const [name, text] of bankImages(images, array)) files.set(name, text);
  files.set('program.json', numbersInOneLine(jsonText(programDocument(graph, program, host, batch))));
  for (const [name, text] of tensorTrailDriver(graph, program, { host, images: batch })) files.set(name, text);
  const wordsUsed = new Map([
    ['ProgramMemory', steps.length],
    ['TapMemory', taps.length],
    ['WeightMemory', Math.min(weights.length / array ** 2, parameters.weightDepth)],
    ['ParameterMemory', Math.ceil(channelParameters.length / array)],
    ['FeatureMemory', Math.ceil(featureMemory.peakBytes / array ** 2)],
  ]);
  return { files, wordsUsed, report: networkReport(graph, program) };
}

/** Constant features, bank by bank; none where the network has none. */
function bankImages(images: readonly TensorImage[], array: number): ReadonlyMap<string, string> {
  const constants = images.filter(({ memory }) => memory === 'features');
  const files = new Map<string, string>();
  for (let bank = 0; bank < array; bank++) {
    const text = constants.flatMap(({ address, words }) =>
      words.flatMap((word, place) => {
        const row = Math.floor((address + place) / array);
        return (address + place) % array === bank
          ? [`@${row.toString(16)} ${hexadecimalImage([word], 8 * array)}`]
          : [];
      }),
    );
    if (text.length > 0) files.set(`bank_${bank}.hex`, text.join(''));
  }
  return files;
}

/** The program for a host or a reader; words of the instructions as hexadecimal text. */
function programDocument(graph: NetworkGraph, program: CompiledProgram, host: LeftOperators, images: number): object {
  const { network, parameters, argumentMaximum, steps, cycles } = program;
  const { inputs, outputs, states } = hostTensors(graph, program);
  const fields = instructionFields(parameters);
  return {
    network,
    array: parameters.array,
    images,
    inputs: inputs.map((placed) => tensorPlace(graph, placed, parameters.array, program.inputTables)),
    outputs: outputs.map((placed) => tensorPlace(graph, placed, parameters.array)),
    ...(states.length > 0 ? { states: states.map((state) => ({ ...state, initial: [...state.initial] })) } : {}),
    ...(argumentMaximum === undefined ? {} : { argmax: graph.tensors[argumentMaximum]!.name }),
    host,
    instructions: steps.map(({ instruction, operator, mapping, cycles: own }) => ({
      operator: graph.operators[operator]!.place,
      mapping,
      fields: instruction,
      word: `0x${encodeWord('instruction', fields, { ...instruction }).toString(16)}`,
      cycles: own,
    })),
    cycles: cycles - startUpCycles,
    startUpCycles,
  };
}

function networkReport(graph: NetworkGraph, program: CompiledProgram): NetworkReport {
  const { network, layers, cycles, multiplications, utilisation } = modelReport(graph, program);
  const computed = layers.filter(({ instructions }) => instructions > 0);
  return {
    name: network,
    layers: computed.map((layer) => ({
      name: layer.place,
      cycles: layer.cycles,
      multiplications: layer.multiplications,
      utilisation: layer.utilisation,
    })),
    cycles: cycles - startUpCycles,
    startUpCycles,
    multiplications,
    utilisation,
  };
}

/** Lists of numbers would take a line for each number. */
function numbersInOneLine(json: string): string {
  return json.replace(
    /\[\n\s+(-?\d+(?:,\n\s+-?\d+)*)\n\s+\]/g,
    (_, numbers: string) => `[${numbers.replace(/,\n\s+/g, ', ')}]`,
  );
}
