import { describe, expect, it } from 'vitest';
import { commonParameters, openTensorTrail, verifyOn } from '../../bench/tensor-accelerator.ts';
import type { OpenDesign } from '../../sim/host/tensortrail-machine.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { operatorCaseNames, operatorCasesExist, operatorFamily, readOperatorCase } from '../support/operator-cases.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { operatorCaseGraph } from './operator-case-graph.ts';

/** Why a case is not run; the first that fits counts. */
const skipped: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^(batch_matmul|lstm|svdf)/, 'operators with two computed operands or with state'],
  [/^(reverse_)?transpose_conv/, 'transposed convolutions'],
  [/^transpose/, 'the files do not give the shapes'],
  [/^softmax/, 'computed by the host'],
  [/^fully_connected_int4_6$/, 'its zero point 128 is no int8'],
];

function reasonToSkip(name: string): string | undefined {
  const reason = skipped.find(([beginning]) => beginning.test(name))?.[1];
  return reason ?? (readOperatorCase(name).type === 'int16' ? '16-bit activations' : undefined);
}

const names = operatorCaseNames();
const run = names.filter((name) => reasonToSkip(name) === undefined);

/** Every case on one accelerator, whose memories still hold what the cases before left. */
async function differences(design: OpenDesign, array: number, cases: readonly string[]): Promise<readonly string[]> {
  const different: string[] = [];
  for (const name of cases) {
    const { graph, vectors } = operatorCaseGraph(readOperatorCase(name), operatorFamily(name)!);
    const deployment = deployModel(graph, { set: commonParameters(array), fold: false });
    expect(deployment.program.hostBefore.concat(deployment.program.hostAfter), name).toEqual([]);
    const { firstMismatch, comparedValues, references } = await verifyOn(design, deployment, vectors);
    expect({ name, references }).toEqual({ name, references: vectors.length });
    if (firstMismatch || comparedValues === 0) different.push(`${name}: ${JSON.stringify(firstMismatch)}`);
  }
  return different;
}

describe.skipIf(!operatorCasesExist)("CMSIS-NN's operator cases as networks of one operator, on the circuit", () => {
  it('leaves out only what the hardware does not have', () => {
    const reasons: Record<string, number> = {};
    for (const name of names) {
      const reason = reasonToSkip(name) ?? 'run';
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    expect(reasons).toEqual({
      run: 92,
      '16-bit activations': 30,
      'operators with two computed operands or with state': 18,
      'transposed convolutions': 6,
      'the files do not give the shapes': 8,
      'computed by the host': 2,
      'its zero point 128 is no int8': 1,
    });
  });

  it.each([4, 8, 16])('gives the outputs of TensorFlow Lite, N = %i', async (array) => {
    const design = await openTensorTrail(commonParameters(array));
    expect(await differences(design, array, run)).toEqual([]);
  });

  it.skipIf(!verilatorIsInstalled)('gives them in Verilator too, N = 4', async () => {
    const design = await openTensorTrail(commonParameters(4), 'verilator');
    expect(await differences(design, 4, run)).toEqual([]);
    await design.close();
  });
});
