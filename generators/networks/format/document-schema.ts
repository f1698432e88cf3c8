import { z } from 'zod';
import { frontEndSchema } from '../front-end.ts';

/*
 * The JSON form of a network, field by field; `docs/network-format.md` explains it. The quantised and the float form
 * differ in the numbers alone: whole ones with their bits and shifts, or real ones. What fields must be to each other
 * (shapes, names, lengths) is checked in `topology.ts` and `weights.ts`.
 */

const count = z.int().min(1).max(65535);
const name = z.string().min(1);
const fraction = z.int().min(-64).max(64);
const shift = z.int().min(0).max(31);

function layerSchemas<Weight extends z.ZodType<number>, Rescaling extends z.ZodRawShape>(
  weight: Weight,
  rescaling: Rescaling,
) {
  const bias = z.array(weight).nullable().optional();
  const conv1d = z.strictObject({
    name,
    type: z.literal('conv1d'),
    /** Name of an earlier layer, or `input`. */
    input: name,
    inChannels: count,
    outChannels: count,
    kernel: count,
    stride: count,
    padding: z.int().min(0).max(65535),
    inLength: count,
    outLength: count,
    relu: z.boolean(),
    residual: name.nullable().optional(),
    ...rescaling,
    /** [outChannels][inChannels][kernel] */
    weights: z.array(z.array(z.array(weight))),
    bias,
  });
  const averagePool = z.strictObject({
    name,
    type: z.literal('averagePool'),
    input: name,
    channels: count,
    inLength: count,
  });
  const linear = z.strictObject({
    name,
    type: z.literal('linear'),
    input: name,
    inFeatures: count,
    outFeatures: count,
    relu: z.boolean().optional(),
    ...rescaling,
    /** [outFeatures][inFeatures] */
    weights: z.array(z.array(weight)),
    bias,
  });
  return { conv1d, averagePool, linear };
}

const head = {
  $schema: z.string().optional(),
  name,
  classes: z.array(z.string()).min(1),
  licence: z.string().optional(),
};
const input = { channels: count, length: count, layout: z.literal('[channel][time]').optional() };

const quantisedLayers = layerSchemas(z.int().min(-32768).max(32767), { shift: shift.optional() });
const quantisedPool = quantisedLayers.averagePool.extend({ shift: z.int().min(0).max(7) });

const format = (least: number, most: number) =>
  z.strictObject({ bits: z.int().min(least).max(most), fraction: fraction.optional() });

export const quantisedDocumentSchema = z.strictObject({
  ...head,
  quantisation: z.strictObject({
    activation: format(4, 8),
    weight: format(2, 8),
    bias: format(2, 16),
    accumulator: format(12, 32),
    /** Of every layer without one of its own; weight bits − 1 unless given. */
    shift: shift.optional(),
    /** The arithmetic in words, for readers. */
    rule: z.string().optional(),
  }),
  /** `fraction`: bits of the input's features behind the binary point, where the front end gives real numbers. */
  input: z.strictObject({ ...input, fraction: fraction.optional() }),
  frontEnd: frontEndSchema.optional(),
  layers: z.array(z.discriminatedUnion('type', [quantisedLayers.conv1d, quantisedPool, quantisedLayers.linear])).min(1),
});

const floatLayers = layerSchemas(z.number(), {});

export const floatDocumentSchema = z.strictObject({
  ...head,
  input: z.strictObject(input),
  frontEnd: frontEndSchema.optional(),
  layers: z
    .array(z.discriminatedUnion('type', [floatLayers.conv1d, floatLayers.averagePool, floatLayers.linear]))
    .min(1),
});

export type QuantisedDocument = z.infer<typeof quantisedDocumentSchema>;
export type FloatDocument = z.infer<typeof floatDocumentSchema>;
export type DocumentLayer = QuantisedDocument['layers'][number] | FloatDocument['layers'][number];

export const layerTypes = ['conv1d', 'averagePool', 'linear'] as const;
