import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fuzzTensorTrail } from '../../bench/tensor-fuzz.ts';
import { importOnnx } from '../../generators/networks/import/onnx/import.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { randomModelVectors } from '../../sim/models/model-vectors.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { verifyModel } from '../../sim/models/verify-model.ts';
import { sharedData, sharedDataExists } from '../support/tensor-vectors.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';

describe('random networks in the arithmetics of other runtimes than tflite-micro', { timeout: 120_000 }, () => {
  it.each(['litert-ref', 'xnnpack', 'qdq'] as const)('%s has the golden model’s tensors', async (arithmetic) => {
    const { run, different, kinds } = await fuzzTensorTrail({ array: 4, networks: 25, firstSeed: 40, arithmetic });
    expect(different).toEqual([]);
    expect(run).toBe(25);
    expect(kinds.size).toBeGreaterThan(8);
  });
});

describe.skipIf(!sharedDataExists)('ONNX files as they stand, on circuits that are fitted to them', () => {
  const verify = async (name: string, engine: 'wasm' | 'verilator') => {
    const deployment = deployModel(importOnnx(readFileSync(`${sharedData}/onnx_int8/${name}.onnx`), name));
    expect(deployment.graph.arithmetic).toBe('qdq');
    const machine = await startMachine(engine, deployment.program);
    const vectors = randomModelVectors(deployment.graph, 1, 3);
    const { mismatches, tensors } = await verifyModel(deployment, acceleratedModelEngine(deployment, machine), vectors);
    await machine.close();
    return { mismatches, tensors };
  };

  it('ResNet8: every tensor of the golden model, sums of two tensors among them', async () => {
    expect(await verify('kj_ic_resnet8', 'wasm')).toEqual({ mismatches: 0, tensors: 17 });
  });

  it.skipIf(!verilatorIsInstalled)('autoencoder in Verilator', { timeout: 240_000 }, async () => {
    expect(await verify('kj_ad_ae', 'verilator')).toEqual({ mismatches: 0, tensors: 12 });
  });
});
