import { fail } from '../../diagnostics.ts';
import type { UltraTrailParameters } from './parameters.ts';

/** One layer of a program as its fields; `docs/ultratrail.md` gives their meaning. `stride` is the stride itself. */
export interface LayerWord {
  readonly memoryControl: number;
  readonly inputLength: number;
  readonly inputBlocks: number;
  readonly outputLength: number;
  readonly outputBlocks: number;
  readonly kernel: number;
  readonly stride: number;
  readonly poolExponent: number;
  readonly pad: boolean;
  readonly relu: boolean;
  readonly bias: boolean;
  readonly average: boolean;
  readonly earlyExit: boolean;
  readonly last: boolean;
  /** Present exactly where the parameter `layerShift` is set. */
  readonly shift?: number;
}

export interface LayerWordField {
  readonly name: keyof LayerWord;
  readonly width: number;
  /** Position of the field's lowest bit in the word. */
  readonly low: number;
}

const bitLength = (value: number): number => Math.floor(Math.log2(value)) + 1;

/** The fields of the layer word, highest first. */
export function layerWordFields(parameters: UltraTrailParameters): readonly LayerWordField[] {
  const lengthBits = Math.max(7, bitLength(parameters.maximumLength));
  const blockBits = Math.max(4, bitLength(Math.ceil(parameters.maximumChannels / parameters.array)));
  const widths: readonly (readonly [keyof LayerWord, number])[] = [
    ['memoryControl', 4],
    ['inputLength', lengthBits],
    ['inputBlocks', blockBits],
    ['outputLength', lengthBits],
    ['outputBlocks', blockBits],
    ['kernel', Math.max(4, bitLength(parameters.maximumKernel))],
    ['stride', Math.max(3, bitLength(Math.max(1, parameters.maximumStride - 1)))],
    ['poolExponent', 3],
    ['pad', 1],
    ['relu', 1],
    ['bias', 1],
    ['average', 1],
    ['earlyExit', 1],
    ['last', 1],
    ...(parameters.layerShift ? ([['shift', 5]] as const) : []),
  ];
  let low = widths.reduce((sum, [, width]) => sum + width, 0);
  return widths.map(([name, width]) => {
    low -= width;
    return { name, width, low };
  });
}

/** Bits of a layer word: 42 for the published instance. */
export function layerWordWidth(parameters: UltraTrailParameters): number {
  return layerWordFields(parameters).reduce((sum, { width }) => sum + width, 0);
}

/** @throws BurinError where a field's value does not fit. */
export function encodeLayerWord(layer: LayerWord, parameters: UltraTrailParameters): bigint {
  return layerWordFields(parameters).reduce((word, { name, width, low }) => {
    const value = name === 'stride' ? layer.stride - 1 : Number(layer[name] ?? 0);
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** width) {
      fail(
        'B201',
        `layer word field ${name} cannot hold ${layer[name]}`,
        `its ${width} bits follow from the parameters`,
      );
    }
    return word | (BigInt(value) << BigInt(low));
  }, 0n);
}

export function decodeLayerWord(word: bigint, parameters: UltraTrailParameters): LayerWord {
  const flags = new Set<keyof LayerWord>(['pad', 'relu', 'bias', 'average', 'earlyExit', 'last']);
  const entries = layerWordFields(parameters).map(({ name, width, low }) => {
    const value = Number((word >> BigInt(low)) & ((1n << BigInt(width)) - 1n));
    return [name, flags.has(name) ? value === 1 : name === 'stride' ? value + 1 : value];
  });
  return Object.fromEntries(entries) as LayerWord;
}
