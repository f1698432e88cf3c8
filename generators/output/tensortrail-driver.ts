import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { addressIn } from '../accelerators/shared/memory-map.ts';
import {
  tensorTrailAddressLayout,
  tensorTrailErrors,
  tensorTrailMemories,
  tensorTrailRegisters,
} from '../accelerators/tensortrail/memory-map.ts';
import type { NetworkGraph } from '../networks/graph/types.ts';
import type { CompiledProgram } from '../networks/tensor-mapping/compile.ts';
import { hostOperators, type LeftOperators } from '../networks/tensor-mapping/left-operators.ts';
import { type TensorImage, tensorProgramImages } from '../networks/tensor-mapping/memory-images.ts';
import { commentText, floatLiteral, initialiserLines, stringLiteral } from './c-text.ts';
import { hostTensors } from './host-tensors.ts';
import { type TensorPlace, tensorPlace } from './tensor-places.ts';

export interface DriverContext {
  /** What the host computes besides; what is left of `graph` unless given. */
  readonly host?: LeftOperators;
  /** Images of a batch that the host runs one by one; 1 unless given. */
  readonly images?: number;
}

const templates = ['tensortrail.h', 'tensortrail.c'] as const;

/**
 * A driver in C99 for the 32-bit host port: the network's images, and functions that load them, lay tensors out, run the
 * program and tell how it ended.
 * @param graph What `program` was compiled from
 */
export function tensorTrailDriver(
  graph: NetworkGraph,
  program: CompiledProgram,
  { host = hostOperators(graph, program), images = 1 }: DriverContext = {},
): ReadonlyMap<string, string> {
  const description = describeDriver(graph, program, host, images);
  return new Map(
    templates.map((name) => {
      const template = readFileSync(new URL(`../../templates/driver/${name}.hbs`, import.meta.url), 'utf8');
      return [name, Handlebars.compile(template, { noEscape: true, strict: true })(description)];
    }),
  );
}

function describeDriver(graph: NetworkGraph, program: CompiledProgram, host: LeftOperators, images: number): object {
  const { network, parameters, inputTables, argumentMaximum, cycles } = program;
  const { inputs, outputs, states } = hostTensors(graph, program);
  const { array, accumulatorBits, maximumLeftShift, weightStream } = parameters;
  const layout = tensorTrailAddressLayout(parameters);
  const memories = tensorTrailMemories(parameters);
  const regionOf = (name: string) => memories.find((memory) => memory.name === name)!;
  const register = (name: keyof typeof tensorTrailRegisters) =>
    hexadecimal(addressIn(layout, 0, tensorTrailRegisters[name]));
  const inputPlaces = inputs.map((placed) => tensorPlace(graph, placed, array, inputTables));
  const outputPlaces = outputs.map((placed) => tensorPlace(graph, placed, array));
  const inTables = new Set(
    inputTables.flatMap(({ operators }) => operators.map((index) => graph.operators[index]!.place)),
  );
  return {
    network: commentText(network),
    array,
    cycles,
    control: register('control'),
    status: register('status'),
    cycleCount: register('cycles'),
    argmax: register('argmax'),
    argmaxOf: argumentMaximum === undefined ? '' : commentText(graph.tensors[argumentMaximum]!.name),
    batch: images > 1 ? images : 0,
    configuration: register('configuration'),
    expectedConfiguration: hexadecimal(
      array + accumulatorBits * 2 ** 8 + maximumLeftShift * 2 ** 16 + (weightStream ? 2 ** 30 : 0),
    ),
    features: hexadecimal(addressIn(layout, regionOf('features').region, 0)),
    wordStep: 2 ** layout.laneBits,
    featureLanes: regionOf('features').lanes,
    bytesPerLane: Math.min(4, array),
    addresses: `${2 ** (layout.regionBits + layout.wordBits + layout.laneBits)}`,
    errors: { zeroField: tensorTrailErrors.zeroField, programEnd: tensorTrailErrors.programEnd },
    hostBefore: host.before.filter((place) => !inTables.has(place)).map(commentText),
    hostAfter: host.after.map(commentText),
    inputs: inputPlaces.map((tensor, index) => describeTensor(tensor, `input_${index}`, index, array)),
    outputs: outputPlaces.map((tensor, index) => describeTensor(tensor, `output_${index}`, index, array)),
    states: states.map(({ input, output, initial }, index) => ({
      name: `state_${index}`,
      input,
      output,
      comment: commentText(inputPlaces[input]!.name),
      numbers: initialiserLines([...initial].map(Number), 'decimal'),
      count: initial.length,
    })),
    scratchBytes: Math.max(1, ...[...inputPlaces, ...outputPlaces].map((tensor) => spanOf(tensor).words * array)),
    stream: describeStream(program),
    images: tensorProgramImages(program)
      .filter(({ words }) => words.length > 0)
      .map((image, index) => {
        const { region, lanes } = regionOf(image.memory);
        return {
          name: `image_${index}`,
          memory: image.memory,
          address: hexadecimal(addressIn(layout, region, image.address)),
          words: image.words.length,
          lanes,
          lines: initialiserLines(laneNumbers(image, lanes), 'hexadecimal'),
        };
      }),
  };
}

/** What the stream port takes; nothing where weights are not streamed, or there are none. */
function describeStream({ parameters, weights }: CompiledProgram): object | undefined {
  if (!parameters.weightStream || weights.length === 0) return undefined;
  return {
    portBytes: parameters.weightStreamBits / 8,
    bytes: weights.length,
    lines: initialiserLines(
      Array.from(weights, (weight) => weight & 0xff),
      'decimal',
    ),
  };
}

function describeTensor(tensor: TensorPlace, name: string, index: number, array: number): object {
  const { height, width, channels, scale, zeroPoint = 0, table, runs } = tensor;
  const { word, words } = spanOf(tensor);
  return {
    name,
    index,
    comment: commentText(`${tensor.name}, ${tensor.type} [${tensor.shape.join(', ')}]`),
    text: stringLiteral(tensor.name),
    height,
    width,
    channels,
    numbers: height * width * channels,
    scale: floatLiteral(scale ?? 0),
    zeroPoint,
    rows: initialiserLines(tensor.rowBytes, 'decimal'),
    columns: initialiserLines(tensor.columnBytes, 'decimal'),
    channelBytes: initialiserLines(tensor.channelBytes, 'decimal'),
    tableName: table ? `${name}_table` : '0',
    table: table ? initialiserLines([...table.slice(128), ...table.slice(0, 128)], 'decimal') : [],
    runs: runs.map((run) => `{${run.word}, ${run.words}}`),
    runCount: runs.length,
    firstByte: word * array,
    spanBytes: words * array,
  };
}

/** From the first word that holds a number of the tensor to the last. */
function spanOf({ runs }: TensorPlace): { readonly word: number; readonly words: number } {
  const [first, last] = [runs[0]!, runs.at(-1)!];
  return { word: first.word, words: last.word + last.words - first.word };
}

/** As the host writes them: each word's lanes, lowest first. */
function laneNumbers({ words }: TensorImage, lanes: number): readonly number[] {
  return words.flatMap((word) =>
    Array.from({ length: lanes }, (_, lane) => Number(BigInt.asUintN(32, word >> BigInt(32 * lane)))),
  );
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
