import { z } from 'zod';
import { checkFields } from './document-fields.ts';
import { readJsonDocument } from './json-document.ts';
import { vectorsFile } from './shipped-networks.ts';

/** An input with what a network must make of it, computed by the training's own exact model. */
export interface NetworkVector {
  readonly label: string;
  /** [channel][position], flat. */
  readonly input: Int8Array;
  readonly scores: Int32Array;
  /** By layer name: CRC-32 of the layer's bytes in [channel][position] order; pools have entries of their own. */
  readonly checksums: ReadonlyMap<string, number>;
  /** By layer name: the layer's map, flat; only of some vectors. */
  readonly activations?: ReadonlyMap<string, Int8Array>;
}

const byte = z.int().min(-128).max(127);
const map = z.array(z.array(byte));
const schema = z.object({
  network: z.string(),
  vectors: z.array(
    z.object({
      label: z.string(),
      features: map,
      logits: z.array(z.int()),
      crc: z.record(z.string(), z.int()),
      activations: z.record(z.string(), z.union([map, z.array(byte)])).optional(),
    }),
  ),
});

/**
 * Loads the test vectors of a network, `<network>.vectors.json` beside its file.
 * @param fileOrName The network's file, or the name of a shipped network.
 * @throws BurinError B300..B302, B312.
 */
export function loadVectors(fileOrName: string): readonly NetworkVector[] {
  const document = readJsonDocument(vectorsFile(fileOrName), 'put the vectors beside the network’s file');
  return checkFields(document, schema).vectors.map(({ label, features, logits, crc, activations }) => ({
    label,
    input: Int8Array.from(features.flat()),
    scores: Int32Array.from(logits),
    checksums: new Map(Object.entries(crc)),
    ...(activations
      ? { activations: new Map(Object.entries(activations).map(([name, rows]) => [name, Int8Array.from(rows.flat())])) }
      : {}),
  }));
}
