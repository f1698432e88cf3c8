import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import { readInput } from '../../sim/front-end/network-input.ts';

interface Expected {
  readonly file: string;
  readonly logits: readonly number[];
}

const examples = new URL('../../examples/', import.meta.url);

/** The scores were written by the training side, which knows nothing of circuits. */
describe('whole recordings through the interpreted accelerator', () => {
  // An interpreter that is too slow to use runs into the timeout.
  test.each([
    ['kws', 'expected-w6.json', 'yes.wav'],
    ['kws-w8', 'expected-w8.json', 'stop.wav'],
  ])('%s', async (network, expectedFile, recording) => {
    const deployment = deploy(loadNetwork(network));
    const expected: readonly Expected[] = JSON.parse(readFileSync(new URL(expectedFile, examples), 'utf8'));
    const engine = await startEngine('interpreter', deployment);
    const input = readInput(fileURLToPath(new URL(recording, examples)), deployment.loaded);
    const { scores, cycles } = await engine.infer(input);
    expect([...scores]).toEqual(expected.find(({ file }) => file === recording)!.logits);
    expect(cycles).toBe(deployment.program.cycles);
    await engine.close();
  });
});
