import { fail } from '../../diagnostics.ts';
import type { ElementType, FusedActivation, NetworkGraph, Operator, Tensor } from '../graph/types.ts';
import { clamp, roundHalfAway } from './integers.ts';

/** The lowest and highest stored number; both included. */
export interface Limits {
  readonly lowest: number;
  readonly highest: number;
}

const limits: Partial<Record<ElementType, Limits>> = {
  int4: { lowest: -8, highest: 7 },
  int8: { lowest: -128, highest: 127 },
  uint8: { lowest: 0, highest: 255 },
  int16: { lowest: -32768, highest: 32767 },
  int32: { lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
};

/** The operator's input of that place. Throws B740 where it is left out. */
export function inputTensor(graph: NetworkGraph, operator: Operator, place: number): Tensor {
  const tensor = graph.tensors[operator.inputs[place] ?? -1];
  if (!tensor)
    fail('B740', `${operator.place} lacks its input ${place}`, 'give it that input, or leave the operator out');
  return tensor;
}

export function outputTensor(graph: NetworkGraph, operator: Operator): Tensor {
  const tensor = graph.tensors[operator.outputs[0] ?? -1];
  if (!tensor) fail('B740', `${operator.place} has no output`, 'give it an output, or leave the operator out');
  return tensor;
}

/** Throws B741 for types without quantised numbers. */
export function typeLimits(tensor: Tensor): Limits {
  const found = limits[tensor.type];
  if (!found) {
    fail('B741', `tensor "${tensor.name}" is ${tensor.type}`, 'quantise the network to int8 before it is computed');
  }
  return found;
}

/** One scale and zero point for the whole tensor. Throws B741 where there are none. */
export function tensorQuantisation(tensor: Tensor): { readonly scale: number; readonly zeroPoint: number } {
  const { scales, zeroPoints } = tensor.quantisation ?? { scales: undefined, zeroPoints: undefined };
  const scale = scales?.[0];
  if (scale === undefined) {
    fail('B741', `tensor "${tensor.name}" has no scale`, 'quantise the network to int8 before it is computed');
  }
  return { scale, zeroPoint: zeroPoints?.[0] ?? 0 };
}

/** real bounds of an activation; absent where there is none. */
const bounds: Record<FusedActivation, { readonly least?: number; readonly most?: number }> = {
  none: {},
  relu: { least: 0 },
  relu6: { least: 0, most: 6 },
  'relu-n1-to-1': { least: -1, most: 1 },
};

/** The stored number of a real one; float32 division, half away from zero; not clamped. */
export function quantiseBound(real: number, scale: number, zeroPoint: number): number {
  return zeroPoint + roundHalfAway(Math.fround(real / scale));
}

/** The clamp of an output under a fused activation. */
export function activationLimits(tensor: Tensor, activation: FusedActivation): Limits {
  const { lowest, highest } = typeLimits(tensor);
  if (activation === 'none') return { lowest, highest };
  const { scale, zeroPoint } = tensorQuantisation(tensor);
  const { least, most } = bounds[activation];
  return {
    lowest: least === undefined ? lowest : clamp(quantiseBound(least, scale, zeroPoint), lowest, highest),
    highest: most === undefined ? highest : clamp(quantiseBound(most, scale, zeroPoint), lowest, highest),
  };
}
