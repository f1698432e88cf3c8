import { describe, expect, it } from 'vitest';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { loadReferenceVectors } from '../../sim/models/model-vectors.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { verifyModel } from '../../sim/models/verify-model.ts';
import { burin } from '../cli/burin.ts';
import { sharedData, sharedDataExists } from '../support/tensor-vectors.ts';

describe.skipIf(!sharedDataExists)('first layers in patches', () => {
  it('visual wake words on the simulated circuit: every tensor, tflite-micro’s outputs, the cycles', async () => {
    const name = 'mlperf_vww_mbv1';
    const deployment = deployModel(loadModel(`${sharedData}/tflite/${name}.tflite`), { patches: 4 });
    expect(deployment.patches).toMatchObject({ rows: 4 });
    const vectors = loadReferenceVectors(`${sharedData}/vectors/${name}`, deployment.graph).slice(0, 1);
    const engine = acceleratedModelEngine(deployment, await startMachine('wasm', deployment.program));
    const { firstMismatch, mismatches, references, tensors, cycles } = await verifyModel(deployment, engine, vectors);
    expect({ firstMismatch, mismatches }).toEqual({ firstMismatch: undefined, mismatches: 0 });
    expect(references).toBe(1);
    expect(tensors).toBeGreaterThan(30);
    expect(cycles).toBe(deployment.program.cycles);
  });

  it('person detection in the least memory that is found: less than in any given number of rows', () => {
    const model = loadModel(`${sharedData}/tflite/tflm_person_detect.tflite`);
    const { program, patches } = deployModel(model, { patches: 'smallest' });
    const peaks = [2, 4, 8].map((rows) => deployModel(model, { patches: rows }).program.featureMemory.peakBytes);
    expect(program.featureMemory.peakBytes).toBeLessThanOrEqual(Math.min(...peaks));
    expect(program.featureMemory.peakBytes).toBeLessThan(0.6 * patches!.peakBytes.before);
    expect(patches!.multiplications.after).toBeGreaterThan(patches!.multiplications.before);
  });

  it('are told by the command, and refused where they are no number', () => {
    const model = `${sharedData}/tflite/tflm_person_detect.tflite`;
    const told = burin(['report', model, '--patches', '2', '--json']);
    expect(told.status).toBe(0);
    const { patches, cycles, featureBytes } = JSON.parse(told.stdout);
    expect(patches).toMatchObject({
      rows: 2,
      columns: 1,
      cycles: { after: cycles },
      peakBytes: { after: featureBytes },
    });
    expect(patches.peakBytes.before).toBeGreaterThan(featureBytes);
    const refused = burin(['report', model, '--patches', 'many']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('give auto, off, smallest, or in how many rows');
  });
});
