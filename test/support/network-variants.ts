import { optionTables } from '../../generators/networks/import/tflite/schema.ts';
import type { RandomTensorNetwork } from './random-tensor-network.ts';
import type { WrittenModel, WrittenOperator } from './tflite-writer.ts';
import { unsignedNetwork } from './unsigned-network.ts';

/** `unsigned`: of uint8 numbers; `bilinear`: it resizes between positions instead of to the nearest. */
export const networkVariants = ['int8', 'unsigned', 'bilinear'] as const;
export type NetworkVariant = (typeof networkVariants)[number];

/** A random network in another form: what else is in it stays what its seed says. */
export function variantOf(
  network: RandomTensorNetwork,
  variant: NetworkVariant,
  seed: number,
): { readonly model: WrittenModel; readonly inputs: readonly (Int8Array | Uint8Array)[] } {
  if (variant === 'unsigned') return unsignedNetwork(network, seed);
  if (variant === 'int8') return network;
  return { ...network, model: { ...network.model, operators: network.model.operators.map(bilinear) } };
}

function bilinear(operator: WrittenOperator): WrittenOperator {
  if (operator.name !== 'RESIZE_NEAREST_NEIGHBOR') return operator;
  const { resizeBilinear, resizeNearest } = optionTables;
  const fields = operator.options!.fields.map((field) => ({
    ...field,
    field: field.field === resizeNearest.alignCorners ? resizeBilinear.alignCorners : resizeBilinear.halfPixelCentres,
  }));
  return { ...operator, name: 'RESIZE_BILINEAR', options: { code: resizeBilinear.code, fields } };
}
