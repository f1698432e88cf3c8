import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { SimulationError } from '../../sim/engine/index.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startReplayableEngine } from '../../sim/equivalence/replayable-engine.ts';
import { readAt, readVcd } from '../waves/read-vcd.ts';
import { burin, emptyFolder, filesBelow, repository } from './burin.ts';

const vectorsFile = join(repository, 'networks', 'kws.vectors.json');
const { vectors } = JSON.parse(readFileSync(vectorsFile, 'utf8'));

/** What the host writes first of an input: position 0 of channels 0 to 3, the first in the lowest byte. */
const firstWrite = (vector: number): number =>
  [0, 1, 2, 3].reduce((word, channel) => word + (vectors[vector].features[channel][0] & 0xff) * 2 ** (8 * channel), 0);

/** What the host port sees at the start of a wave. */
function firstWritten(file: string): number {
  const { variables } = readVcd(readFileSync(file, 'utf8'));
  const at = (name: string) => readAt(variables.get(`UltraTrail.${name}`)!, 0);
  expect([at('hostEnable'), at('hostWrite')]).toEqual(['1', '1']);
  return Number.parseInt(at('hostWriteData')!, 2);
}

test('verify --wave writes the last vector where all agree', () => {
  const file = join(emptyFolder(), 'wave.vcd');
  const parameters = ['verify', 'kws', '--vectors', '0', '--wave', file, '--signals', '*'];
  const { status, stdout, stderr } = burin(parameters);
  expect([status, stderr]).toEqual([0, `note: ${file} shows vector 23 of 24, counted from 0\n`]);
  expect(stdout).toMatch(
    /^wasm: 24 vectors \(24 of the network's own\), .* ready in \d+\.\d s, compared in \d+\.\d s\n$/,
  );
  expect(firstWritten(file)).toBe(firstWrite(23));
});

test('verify --wave writes the first vector that differs', () => {
  const folder = emptyFolder();
  copyFileSync(join(repository, 'networks', 'kws.json'), join(folder, 'net.json'));
  // Vectors 5 and 9 claim other scores than the network gives.
  const wrong = vectors.map((vector: { logits: number[] }, place: number) =>
    place === 5 || place === 9 ? { ...vector, logits: vector.logits.map((score) => score + 1) } : vector,
  );
  const document = JSON.parse(readFileSync(vectorsFile, 'utf8'));
  writeFileSync(join(folder, 'net.vectors.json'), JSON.stringify({ ...document, vectors: wrong }));
  const parameters = ['verify', 'net.json', '--vectors', '2', '--wave', 'wave.vcd', '--signals', '*', '--json'];
  const { status, stdout, stderr } = burin(parameters, { folder });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^mismatch: vector 5, layer reference scores.*\nnote: wave\.vcd shows vector 5 of 26/);
  expect(JSON.parse(stdout)).toMatchObject({ vectors: 26, shippedVectors: 24, randomVectors: 2, mismatches: 24 });
  expect(firstWritten(join(folder, 'wave.vcd'))).toBe(firstWrite(5));
});

test('a run that fails is written all the same, and fails again', async () => {
  const file = join(emptyFolder(), 'wave.vcd');
  const deployment = deploy(loadNetwork('kws'));
  const { program } = deployment;
  const broken = { ...deployment, program: { ...program, programWords: program.programWords.map(() => 0n) } };
  const engine = startReplayableEngine('wasm', broken, file, ['done', 'errorCode']);
  await expect(engine.infer(new Int8Array(40 * 101), { observe: true })).rejects.toThrow(SimulationError);
  expect(existsSync(file)).toBe(false);
  await expect(engine.writeWave()).rejects.toThrow(SimulationError);
  const { variables } = readVcd(readFileSync(file, 'utf8'));
  expect([...variables.keys()].some((name) => name.endsWith('done'))).toBe(true);
});

test('verify --wave refuses what it cannot record before anything runs', () => {
  const folder = emptyFolder();
  const refused = (...more: string[]) => burin(['verify', 'kws', ...more], { folder });
  expect(refused('--wave', 'wave.png').stderr).toMatch(/^error B563: no wave is written as wave\.png\n {2}remedy: /);
  expect(refused('--wave', 'a.vcd', '--engine', 'verilator').stderr).toMatch(/^error B565: the engine verilator/);
  expect(refused('--wave', 'a.vcd', '--engine', 'cocotb').stderr).toMatch(/^error B565: the engine cocotb/);
  expect(refused('--wave', 'a.vcd', '--signals', 'contrl.*').stderr).toMatch(/^error B560: no signal is called contrl/);
  expect(refused('--signals', 'busy').status).toBe(2);
  expect(filesBelow(folder)).toEqual([]);
});
