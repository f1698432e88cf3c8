import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../../generators/networks/import/onnx/import.ts';
import { prepareGraph } from '../../sim/golden/graph/index.ts';
import { sharedData } from '../support/tensor-vectors.ts';

const folder = `${sharedData}/vectors_onnx`;

/** A NumPy file of float32 numbers, row-major: a magic word, the length of a header, the header. */
function readNumPy(file: string): Float32Array {
  const bytes = readFileSync(file);
  const header = bytes.readUInt16LE(8);
  return new Float32Array(Uint8Array.from(bytes.subarray(10 + header)).buffer);
}

function outputs(name: string): { readonly computed: Float32Array; readonly expected: Float32Array }[] {
  const graph = importOnnx(readFileSync(`${sharedData}/onnx_int8/${name}.onnx`), name);
  const prepared = prepareGraph(graph);
  const inputs = readNumPy(`${folder}/${name}/inputs.npy`);
  const expected = readNumPy(`${folder}/${name}/outputs_noopt.npy`);
  const part = (all: Float32Array, vector: number) =>
    all.subarray((vector * all.length) / 8, ((vector + 1) * all.length) / 8);
  return Array.from({ length: 8 }, (_, vector) => ({
    computed: prepared.run([part(inputs, vector)]).outputs[0] as Float32Array,
    expected: part(expected, vector),
  }));
}

describe.skipIf(!existsSync(folder))('ONNX networks against ONNX Runtime', () => {
  it('autoencoder: every number of all vectors', () => {
    for (const { computed, expected } of outputs('kj_ad_ae')) expect([...computed]).toEqual([...expected]);
  });

  it('ResNet8: the same class, and probabilities but for a last bit of the logits', () => {
    const all = outputs('kj_ic_resnet8');
    // Six of the eight have the same logits; what is left of them is the runtime's own exponential.
    const close = all.filter(({ computed, expected }) =>
      computed.every((value, place) => Math.abs(value - expected[place]!) <= 1e-6 * expected[place]! + 1e-12),
    );
    expect(close.length).toBeGreaterThanOrEqual(6);
    for (const { computed, expected } of all) {
      expect(computed.indexOf(Math.max(...computed))).toBe(expected.indexOf(Math.max(...expected)));
      computed.forEach((value, place) => {
        expect(Math.abs(value - expected[place]!)).toBeLessThan(0.002);
      });
    }
  });
});
