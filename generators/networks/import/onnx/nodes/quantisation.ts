import { roundHalfEven } from '../../../arithmetic/index.ts';
import { sameScales } from '../../../graph/quantisations.ts';
import type { ElementType, Quantisation, TensorData } from '../../../graph/types.ts';
import { refuseContradiction } from '../../refuse.ts';
import { checkQuantisation } from '../../tensor-checks.ts';
import { addConstant, addOperator, addResult, materialise, nameOf } from '../draft.ts';
import { finishLayer } from '../finish-layer.ts';
import type { ConstantValue, TensorValue, Value } from '../values.ts';
import {
  axisOf,
  constantReals,
  inputValue,
  integerAttribute,
  type NodeSource,
  optionalInput,
  realNumbers,
  resultName,
  textAttribute,
} from './node-source.ts';

/** QuantizeLinear: gives what is computed before it its type, scale and zero point. */
export function importQuantizeLinear(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const read = readQuantisation(source, value.shape);
  if (typeof read === 'string') return read;
  return quantised(source, value, read.type, read.quantisation, false);
}

/** DequantizeLinear: its result is the stored numbers, read as what they stand for. */
export function importDequantizeLinear(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const read = readQuantisation(source, value.shape);
  if (typeof read === 'string') return read;
  const { quantisation } = read;
  if (value.kind === 'constant') return { ...value, quantisation };
  if (value.kind !== 'tensor' || value.real) return 'its input is not a quantised tensor';
  const tensor = source.draft.tensors[value.tensor]!;
  if (tensor.type === 'float32' || tensor.type === 'opaque') return 'its input is not a quantised tensor';
  if (tensor.quantisation && !sameScales(tensor.quantisation, quantisation)) {
    return 'its scale and zero point are not those that its input was quantised with';
  }
  // An input of the network gets its scale from the first node that reads it.
  source.draft.tensors[value.tensor] = { ...tensor, quantisation };
  return { ...value, real: true };
}

/** Quant and IntQuant of QONNX: rounded, limited and read as real numbers in one. */
export function importQuant(source: NodeSource): Value | string {
  const value = inputValue(source, 0);
  const scales = realNumbers(optionalInput(source, 1));
  const zeroPoints = realNumbers(optionalInput(source, 2));
  const bits = realNumbers(optionalInput(source, 3))?.[0];
  if (!scales || !zeroPoints || bits === undefined) return 'its scale, zero point or width is computed, not constant';
  if (zeroPoints.some((zeroPoint) => zeroPoint !== 0)) return 'its zero point is not 0';
  if (textAttribute(source, 'rounding_mode', 'ROUND') !== 'ROUND') return 'its rounding is not ROUND, half to even';
  if (!Number.isInteger(bits) || bits < 2 || bits > 32) return `it has ${bits} bits`;
  const signed = integerAttribute(source, 'signed', 1) !== 0;
  const narrow = integerAttribute(source, 'narrow', 0) !== 0;
  const quantisation = {
    scales: Float32Array.from(scales),
    zeroPoints: new Int32Array(scales.length),
    // Brevitas scales weights by output channel, with the scale shaped like the weights.
    axis: Math.max(
      0,
      optionalInput(source, 1)!.shape.findIndex((size) => size > 1),
    ),
  };
  checkQuantisation({ name: '', shape: [], type: 'int32', quantisation }, source.place);
  if (scales.length > 1 && value.shape[quantisation.axis] !== scales.length) {
    refuseContradiction(source.place, `it has ${scales.length} scales for the shape [${value.shape.join(', ')}]`);
  }
  const most = 2 ** (signed ? bits - 1 : bits) - 1;
  const least = signed ? (narrow ? -most : -most - 1) : 0;
  if (value.kind === 'constant') {
    const type = most <= 127 && least >= -128 ? 'int8' : 'int32';
    return { ...value, type, data: quantisedNumbers(value, quantisation, type, least, most), quantisation };
  }
  if (bits > 8) return `its activations have ${bits} bits`;
  // Numbers without sign that fill 8 bits become those with: the same real numbers, moved by the zero point.
  const zeroPoint = most > 127 ? -128 : 0;
  const result = quantised(source, value, 'int8', { ...quantisation, zeroPoints: Int32Array.of(zeroPoint) }, true);
  if (typeof result === 'string' || result.kind !== 'tensor') return result;
  const positive = (value.kind === 'layer' || value.kind === 'pending') && value.activation === 'relu';
  const above = most + zeroPoint < 127 ? limited(source, result, 'minimum', most + zeroPoint) : result;
  return least + zeroPoint > -128 && !(positive && least === 0)
    ? limited(source, above, 'maximum', least + zeroPoint)
    : above;
}

/** The tensor limited to fewer bits than its type has. */
function limited(source: NodeSource, value: TensorValue, kind: 'minimum' | 'maximum', bound: number): TensorValue {
  const { draft, place, node } = source;
  const { name, shape, quantisation } = draft.tensors[value.tensor]!;
  const ones = shape.map(() => 1);
  const constant = addConstant(draft, `${name}_${kind}`, 'int8', ones, Int8Array.of(bound), quantisation);
  const output = addResult(draft, `${name}_limited`, value.shape, value.order, 'int8', quantisation);
  const operator = { kind, place, inputs: [value.tensor, constant], outputs: [output], activation: 'none' } as const;
  addOperator(draft, operator, node.operator);
  return { ...value, tensor: output };
}

function quantised(
  source: NodeSource,
  value: Value,
  type: ElementType,
  quantisation: Quantisation,
  real: boolean,
): Value | string {
  const { draft, place } = source;
  const { shape } = value;
  if (value.kind === 'constant') {
    if (type !== 'int8') return `it turns a constant into ${type}`;
    return { ...value, type, data: quantisedNumbers(value, quantisation, type, -128, 127), quantisation };
  }
  if (quantisation.scales.length !== 1) return 'it has several scales';
  if (value.kind === 'tensor') {
    const tensor = draft.tensors[value.tensor]!;
    if (value.real && tensor.type === type && sameScales(tensor.quantisation, quantisation)) return { ...value, real };
    if (!value.real && tensor.type !== 'float32') return 'its input is no real number';
  }
  const name = resultName(source);
  const order = value.order;
  const output = addResult(draft, name, shape, order, type, quantisation);
  const result: TensorValue = { kind: 'tensor', tensor: output, shape, order, real };
  if (value.kind === 'tensor') {
    addOperator(draft, { kind: 'quantise', place, inputs: [value.tensor], outputs: [output] }, source.node.operator);
  } else if (value.kind === 'pending') {
    addOperator(draft, value.make(output, value.activation), nameOf(value.place));
  } else {
    const problem = finishLayer(draft, value, output);
    if (problem) {
      const floats = materialise(draft, value, `${name}_real`);
      addOperator(draft, { kind: 'quantise', place, inputs: [floats.tensor], outputs: [output] }, source.node.operator);
    }
  }
  return result;
}

/** Rounded half to even, within `least`..`most`. */
function quantisedNumbers(
  value: ConstantValue,
  { scales, axis }: Quantisation,
  type: 'int8' | 'int32',
  least: number,
  most: number,
): TensorData {
  const inner = value.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const numbers = constantReals(value).map((number, place) => {
    const scale = scales[scales.length === 1 ? 0 : Math.floor(place / inner) % scales.length]!;
    return Math.min(Math.max(roundHalfEven(number / scale), least), most);
  });
  return type === 'int8' ? Int8Array.from(numbers) : Int32Array.from(numbers);
}

function readQuantisation(
  source: NodeSource,
  shape: readonly number[],
): { readonly type: ElementType; readonly quantisation: Quantisation } | string {
  const scale = optionalInput(source, 1);
  const zeroPoint = optionalInput(source, 2);
  const scales = realNumbers(scale);
  if (!scales || (zeroPoint && zeroPoint.kind !== 'constant'))
    return 'its scale or zero point is computed, not constant';
  const type = zeroPoint?.type ?? 'uint8';
  const stored = zeroPoint ? Array.from(zeroPoint.data as ArrayLike<number | bigint>, Number) : scales.map(() => 0);
  if (scales.length === 0 || scales.length !== stored.length) {
    return refuseContradiction(source.place, `it has ${scales.length} scales and ${stored.length} zero points`);
  }
  const axis = scales.length === 1 ? 0 : axisOf(source.place, integerAttribute(source, 'axis', 1), shape.length);
  if (scales.length > 1 && shape[axis] !== scales.length) {
    refuseContradiction(source.place, `it has ${scales.length} scales along ${shape[axis]} channels`);
  }
  if (integerAttribute(source, 'block_size', 0) !== 0) return 'it has scales by blocks';
  const quantisation = { scales: Float32Array.from(scales), zeroPoints: Int32Array.from(stored), axis };
  checkQuantisation({ name: '', shape: [...shape], type, quantisation, data: new Int8Array(0) }, source.place);
  return { type, quantisation };
}
