import type { Operator, Tensor } from '../../graph/types.ts';

/**
 * Networks of uint8 numbers, as converters made them before 2020. A tensor with uint8 numbers gets an int8 twin of the
 * same real numbers, stored less 128, and operators compute with twins. The file's own tensors stay where a network's
 * inputs and outputs, or an operator that is not supported, need them.
 */
export interface Twins {
  /** The tensor to compute with: the twin, or the tensor itself where it has none. */
  readonly of: (tensor: number) => number;
  /** The twin of constant weights: stored less their zero point, in int8 where that holds them all, else in int16. */
  readonly ofWeights: (tensor: number) => number;
  /** The operators, with conversions between tensors and their twins where both are needed. */
  readonly joined: (
    operators: readonly Operator[],
    inputs: readonly number[],
    outputs: readonly number[],
  ) => Operator[];
}

/** @param computed Tensors that get a twin: those that operators other than conversions read or write */
export function twinsOf(
  tensors: readonly Tensor[],
  addTensor: (tensor: Tensor) => number,
  computed: ReadonlySet<number>,
): Twins {
  const twins = new Map<number, number>();
  const weightTwins = new Map<number, number>();
  const remember = (known: Map<number, number>, tensor: number, make: (tensor: Tensor) => Tensor): number => {
    const found = known.get(tensor) ?? addTensor(make(tensors[tensor]!));
    known.set(tensor, found);
    return found;
  };
  return {
    of: (tensor) => (isUnsigned(tensors[tensor]) && computed.has(tensor) ? remember(twins, tensor, signed) : tensor),
    ofWeights: (tensor) =>
      isUnsigned(tensors[tensor]) && tensors[tensor]!.data ? remember(weightTwins, tensor, centred) : tensor,
    joined: (operators, inputs, outputs) => join(operators, inputs, outputs, twins, tensors),
  };
}

/** Whether it has quantised uint8 numbers with one scale. */
export function isUnsigned(tensor: Tensor | undefined): boolean {
  return tensor?.type === 'uint8' && tensor.quantisation?.scales.length === 1;
}

function signed({ name, shape, quantisation, data }: Tensor): Tensor {
  const { scales, zeroPoints, axis } = quantisation!;
  return {
    name: `${name}_int8`,
    shape,
    type: 'int8',
    quantisation: { scales, zeroPoints: zeroPoints.map((zeroPoint) => zeroPoint - 128), axis },
    ...(data ? { data: Int8Array.from(data as Uint8Array, (stored) => stored - 128) } : {}),
  };
}

function centred({ name, shape, quantisation, data }: Tensor): Tensor {
  const { scales, zeroPoints, axis } = quantisation!;
  const weights = Int16Array.from(data as Uint8Array, (stored) => stored - zeroPoints[0]!);
  const narrow = weights.every((weight) => weight >= -128 && weight <= 127);
  return {
    name: `${name}_centred`,
    shape,
    type: narrow ? 'int8' : 'int16',
    quantisation: { scales, zeroPoints: Int32Array.of(0), axis },
    data: narrow ? Int8Array.from(weights) : weights,
  };
}

function join(
  operators: readonly Operator[],
  inputs: readonly number[],
  outputs: readonly number[],
  twins: ReadonlyMap<number, number>,
  tensors: readonly Tensor[],
): Operator[] {
  const originals = new Map([...twins].map(([tensor, twin]) => [twin, tensor]));
  const read = new Set([...operators.flatMap((operator) => operator.inputs), ...outputs]);
  const conversion = (from: number, to: number, what: string): Operator => ({
    kind: 'quantise',
    place: `${what} ${tensors[Math.min(from, to)]!.name}`,
    inputs: [from],
    outputs: [to],
  });
  const toTwin = (tensor: number): Operator[] => {
    const twin = twins.get(tensor);
    return twin !== undefined && read.has(twin) ? [conversion(tensor, twin, 'the int8 form of')] : [];
  };
  const toOriginal = (twin: number): Operator[] => {
    const tensor = originals.get(twin);
    return tensor !== undefined && read.has(tensor) ? [conversion(twin, tensor, 'the uint8 form of')] : [];
  };
  return [
    ...inputs.flatMap(toTwin),
    ...operators.flatMap((operator) => [
      operator,
      ...operator.outputs.flatMap((tensor) => [...toTwin(tensor), ...toOriginal(tensor)]),
    ]),
  ];
}
