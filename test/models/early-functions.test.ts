import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { tensorTrailDriver } from '../../generators/output/tensortrail-driver.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { deployModel } from '../../sim/models/model-deployment.ts';
import { emptyFolder } from '../cli/burin.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { hasTool } from '../support/tools.ts';
import { runDriver } from './driver/run-driver.ts';

/** A picture times a number, less a number, through LOGISTIC, in a convolution of 2×2. */
function scaledPicture(channels: number): NetworkGraph {
  const random = randomNumbers(channels);
  const tensor = (
    name: string,
    shape: readonly number[],
    scale: number,
    zeroPoint: number,
    data?: Int8Array,
  ): Tensor => ({
    name,
    shape,
    type: 'int8',
    quantisation: { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(zeroPoint), axis: 0 },
    ...(data ? { data } : {}),
  });
  const picture = [1, 6, 7, channels];
  const weights = Int8Array.from({ length: 5 * 2 * 2 * channels }, () => random.integer(-127, 127));
  const place = (index: number, name: string): string => `operator ${index} (${name})`;
  const none = { activation: 'none' } as const;
  const operators: readonly Operator[] = [
    { kind: 'multiply', place: place(0, 'MUL'), inputs: [1, 0], outputs: [2], ...none },
    { kind: 'subtract', place: place(1, 'SUB'), inputs: [3, 2], outputs: [4], ...none },
    { kind: 'unary', function: 'logistic', place: place(2, 'LOGISTIC'), inputs: [4], outputs: [5] },
    {
      kind: 'convolution',
      place: place(3, 'CONV_2D'),
      inputs: [5, 6],
      outputs: [7],
      stride: { height: 2, width: 2 },
      dilation: { height: 1, width: 1 },
      padding: { top: 0, bottom: 0, left: 0, right: 1 },
      ...none,
    },
  ];
  return {
    name: 'scaled',
    arithmetic: 'tflm',
    tensors: [
      tensor('picture', picture, 0.5, -7),
      tensor('factor', [], 0.01, 0, Int8Array.of(83)),
      tensor('product', picture, 0.4, 5),
      tensor('offset', [], 0.3, 3, Int8Array.of(-90)),
      tensor('difference', picture, 0.05, -20),
      tensor('image', picture, 1 / 256, -128),
      tensor('weights', [5, 2, 2, channels], 0.02, 0, weights),
      tensor('result', [1, 3, 4, 5], 0.1, 2),
    ],
    inputs: [0],
    outputs: [7],
    operators,
  };
}

describe('functions of one number before the first convolution', () => {
  test('are one table that the host writes through, as the golden model has them', () => {
    const graph = scaledPicture(1);
    const { program } = deployModel(graph, { fold: false });
    expect(program.hostBefore).toEqual([0, 1, 2]);
    expect(program.inputTables).toMatchObject([{ source: 0, tensor: 5, operators: [0, 1, 2] }]);
    for (let first = -128; first < 128; first += 32) {
      const picture = Int8Array.from({ length: 42 }, (_, place) => Math.min(127, first + place));
      const image = runGraph(graph, [picture], { keepAll: true }).tensors[5]!;
      expect(Array.from(picture, (number) => program.inputTables[0]!.table[number + 128])).toEqual([...image]);
    }
  });

  test('are the hardware’s where positions would not share words', () => {
    expect(deployModel(scaledPicture(5), { set: { array: 8 } }).program.hostBefore).toEqual([]);
    expect(deployModel(scaledPicture(5), { set: { array: 16 } }).program.hostBefore).toEqual([0, 1, 2]);
  });

  test.skipIf(!hasTool('gcc'))('are done by the driver', async () => {
    const graph = scaledPicture(3);
    const { image, program } = deployModel(graph, { set: { array: 8 } });
    expect(program.inputTables).toHaveLength(1);
    const folder = emptyFolder();
    const files = tensorTrailDriver(image, program);
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    expect(files.get('tensortrail.h')).toContain(' * What the host has to compute besides:\n *   nothing\n');
    expect(files.get('tensortrail.h')).toContain('#define TENSORTRAIL_INPUT_0_ZERO_POINT (-7)\n');
    const random = randomNumbers(9);
    const picture = Int8Array.from({ length: 126 }, () => random.integer(-128, 127));
    const run = await runDriver(folder, program.parameters, 1, picture);
    expect(run.status).toBe(0);
    expect([...run.outputs]).toEqual([...(runGraph(graph, [picture]).outputs[0] as Int8Array)]);
  });
});
