import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasTool } from '../support/tools.ts';
import { burin, burinProcess, emptyFolder, example, filesBelow, repository } from './burin.ts';

const recordings = readdirSync(join(repository, 'examples')).filter((name) => name.endsWith('.wav'));
const kws = JSON.parse(readFileSync(join(repository, 'networks', 'kws.json'), 'utf8'));
/** What the network's training says of the recordings. */
const trained = JSON.parse(readFileSync(join(repository, 'examples', 'expected-w6.json'), 'utf8'));
const vectorCount = JSON.parse(readFileSync(join(repository, 'networks', 'kws.vectors.json'), 'utf8')).vectors.length;

/** Cycles by the published formula: 1 + blocks in · blocks out · pairs of position and tap inside the input. */
function publishedCycles(array: number): number {
  let cycles = 0;
  for (const layer of kws.layers) {
    if (layer.type === 'averagePool') continue;
    const { inChannels = layer.inFeatures, outChannels = layer.outFeatures, kernel = 1, stride = 1 } = layer;
    const { padding = 0, inLength = 1, outLength = 1 } = layer;
    let pairs = 0;
    for (let position = 0; position < outLength; position++)
      for (let tap = 0; tap < kernel; tap++) {
        const place = position * stride + tap - padding;
        if (place >= 0 && place < inLength) pairs++;
      }
    cycles += 1 + Math.ceil(inChannels / array) * Math.ceil(outChannels / array) * pairs;
  }
  return cycles;
}

test.each([
  ['ultratrail', 'UltraTrailParameters'],
  ['tensortrail', 'TensorTrailParameters'],
])('list gives every parameter of %s with type, default and meaning', (name, declared) => {
  const { status, stdout, stderr } = burinProcess(['list', '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const accelerator = JSON.parse(stdout).find((one: { name: string }) => one.name === name);
  const source = readFileSync(join(repository, `generators/accelerators/${name}/parameters.ts`), 'utf8');
  const block = source.slice(source.indexOf(`interface ${declared}`), source.indexOf('\n}'));
  const names = [...block.matchAll(/readonly (\w+):/g)].map(([, property]) => property);
  expect(names.length).toBeGreaterThan(10);
  expect(accelerator.parameters.map((one: { name: string }) => one.name)).toEqual(names);
  for (const { meaning } of accelerator.parameters) expect(meaning).toMatch(/^[A-Z].*\.$/);
});

test('list names the choices of a parameter', () => {
  const [accelerator, ...others] = JSON.parse(burin(['list', '--json']).stdout);
  expect(others.map((one: { name: string }) => one.name)).toEqual(['tensortrail']);
  expect(accelerator.parameters.find((one: { name: string }) => one.name === 'rounding')).toEqual({
    name: 'rounding',
    type: '"half-up" | "half-even" | "truncate"',
    default: 'half-up',
    meaning: 'Rounding of the requantisation: half-up, half-even or truncate.',
  });
});

describe('run', () => {
  test.each(['wasm', 'golden'])('%s gives the scores of the training for all recordings', (engine) => {
    const inputs = recordings.map(example);
    const { status, stdout, stderr } = burin(['run', 'kws', ...inputs, '--engine', engine, '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const results = JSON.parse(stdout);
    expect(results.map((result: { input: string }) => result.input)).toEqual(inputs);
    for (const [place, name] of recordings.entries()) {
      const { predicted, logits } = trained.find((one: { file: string }) => one.file === name);
      const { seconds, input, ...result } = results[place];
      expect(result).toEqual({ word: predicted, scores: logits, cycles: publishedCycles(8), engine });
      expect(seconds).toBeGreaterThan(0);
    }
  });

  test('says the word, the cycles and the time at 250 kHz; from any folder, with spaces', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'my recording.wav'), readFileSync(example('no.wav')));
    writeFileSync(join(folder, 'my network.json'), JSON.stringify(kws));
    const { status, stdout } = burinProcess(['run', 'my network.json', 'my recording.wav'], { folder });
    const { logits } = trained.find((one: { file: string }) => one.file === 'no.wav');
    const best = kws.classes
      .map((name: string, place: number) => [logits[place], name])
      .toSorted((a: [number], b: [number]) => b[0] - a[0])
      .slice(0, 3)
      .map(([score, name]: [number, string]) => `${name} ${score}`);
    const time = (publishedCycles(8) / 250).toFixed(1);
    expect(stdout).toBe(
      `my recording.wav: no  (${publishedCycles(8)} cycles, ${time} ms at 250 kHz; ${best.join(', ')})\n`,
    );
    expect(status).toBe(0);
    expect(filesBelow(folder)).toEqual(['my network.json', 'my recording.wav']);
  });
});

describe('verify', () => {
  const cases: readonly (readonly [string, number, readonly string[]])[] = [
    ['', 8, []],
    ['', 4, ['array=4']],
    ['', 16, ['array=16']],
    ['note: kws-tcresnet8-w6 requantised from weightBits 6 to 4\n', 8, ['weightBits=4']],
    [
      'note: kws-tcresnet8-w6 requantised from weightBits 6 to 8\nnote: guardBits is 1, which kws-tcresnet8-w6 needs\n',
      8,
      ['weightBits=8'],
    ],
    ['', 8, ['rounding=half-even']],
    ['', 8, ['rounding=truncate']],
  ];
  test.each(cases)('a note of %j, array %d, set %j', (note, array, settings) => {
    const set = settings.flatMap((setting) => ['--set', setting]);
    const { status, stdout, stderr } = burin(['verify', 'kws', '--vectors', '2', '--json', ...set]);
    expect(stderr).toBe(note);
    const { seconds, readySeconds, comparedValues, ...rest } = JSON.parse(stdout);
    const cycles = publishedCycles(array);
    expect(rest).toEqual({
      vectors: vectorCount + 2,
      shippedVectors: vectorCount,
      randomVectors: 2,
      mismatches: 0,
      cycles,
      cyclesExpected: cycles,
      engine: 'wasm',
    });
    // At least every value of the ten maps and the scores, in every vector.
    const values = kws.layers.reduce(
      (
        sum: number,
        { type, outChannels, outLength, inLength, channels, outFeatures }: Record<string, number | string>,
      ) => {
        if (type === 'averagePool') return sum - Number(channels) * (Number(inLength) - 1);
        return sum + (type === 'linear' ? Number(outFeatures) : Number(outChannels) * Number(outLength));
      },
      0,
    );
    expect(comparedValues).toBeGreaterThanOrEqual(values * rest.vectors);
    expect(seconds).toBeGreaterThan(0);
    expect(readySeconds).toBeGreaterThan(0);
    expect(status).toBe(0);
  });

  test('reports vectors whose scores are not what the network computes', () => {
    const folder = emptyFolder();
    const { vectors } = JSON.parse(readFileSync(join(repository, 'networks', 'kws.vectors.json'), 'utf8'));
    const [vector] = vectors;
    const truth = vector.logits[3];
    vector.logits[3] += 1;
    writeFileSync(join(folder, 'own.json'), JSON.stringify(kws));
    writeFileSync(join(folder, 'own.vectors.json'), JSON.stringify({ network: 'own', vectors: [vector] }));
    const { status, stdout, stderr } = burinProcess(['verify', 'own.json', '--vectors', '0', '--json'], { folder });
    expect(stderr).toBe(
      `mismatch: vector 0, layer reference scores, channel 3, position 0: expected ${truth + 1}, got ${truth}\n`,
    );
    expect(JSON.parse(stdout).mismatches).toBe(1);
    expect(status).toBe(1);
  });
});

describe('generate', () => {
  test('writes modules, file list, images, program and report', () => {
    const folder = emptyFolder();
    const parameters = ['generate', 'ultratrail', '--network', 'kws', '--out', 'my design', '--json'];
    const { status, stdout, stderr } = burin(parameters, { folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const text = (name: string): string => readFileSync(join(folder, 'my design', name), 'utf8');
    expect(stdout).toBe(text('report.json'));
    const report = JSON.parse(stdout);
    const files = readdirSync(join(folder, 'my design'));
    expect(report.files.toSorted()).toEqual(files.toSorted());
    expect(text('files.f').trim().split('\n').toSorted()).toEqual(
      files.filter((name) => name.endsWith('.sv')).toSorted(),
    );
    expect(report.modules.map(({ name }: { name: string }) => `${name}.sv`).toSorted()).toEqual(
      files.filter((name) => name.endsWith('.sv')).toSorted(),
    );
    expect(report.network.cycles).toBe(publishedCycles(8));
    expect(report.network.multiplications).toBe(1_533_504);
    const bits = report.memories.map(({ words, wordBits }: { words: number; wordBits: number }) => words * wordBits);
    expect(report.memoryBits).toBe(bits.reduce((sum: number, one: number) => sum + one, 0));
    const program = JSON.parse(text('program.json'));
    expect(program.classes).toEqual(kws.classes);
    const words = (name: string): string[] => text(name).trimEnd().split('\n');
    expect(words('program.hex').map((word) => BigInt(`0x${word}`))).toEqual(
      program.layers.map(({ word }: { word: string }) => BigInt(word)),
    );
    // The first weight word: output lane k, input lane c at bits (k·8 + c)·6 of tap 0.
    const first = BigInt(`0x${words('wmem.hex')[0]}`);
    for (let output = 0; output < 8; output++)
      for (let channel = 0; channel < 8; channel++) {
        const weight = BigInt.asIntN(6, first >> BigInt((output * 8 + channel) * 6));
        expect(Number(weight)).toBe(kws.layers[0].weights[output][channel][0]);
      }
    for (const [name, width] of [
      ['wmem.hex', 96],
      ['bmem.hex', 16],
    ] as const)
      for (const word of words(name)) expect(word).toMatch(new RegExp(`^[0-9a-f]{${width}}$`));
  });

  test('over an earlier design removes its files, and keeps those of the user', () => {
    const folder = emptyFolder();
    const out = join(folder, 'a', 'b');
    const generate = (...more: string[]) => burin(['generate', 'ultratrail', '--out', 'a/b', ...more], { folder });
    expect(generate('--network', 'kws').status).toBe(0);
    writeFileSync(join(out, 'testbench.sv'), 'mine');
    const { status, stdout } = generate('--set', 'array=4');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'a/b: 15 modules, files.f, ultratrail.ts, report.json\n' });
    expect(filesBelow(out).filter((name) => !name.endsWith('.sv'))).toEqual([
      'files.f',
      'report.json',
      'ultratrail.ts',
    ]);
    expect(readFileSync(join(out, 'testbench.sv'), 'utf8')).toBe('mine');
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).parameters.array).toBe(4);
    expect(filesBelow(folder).filter((name) => name.includes('.burin-'))).toEqual([]);
  });

  test.skipIf(!hasTool('iverilog'))('the images load with $readmemh as docs/output.md says', () => {
    const folder = emptyFolder();
    expect(burinProcess(['generate', 'ultratrail', '--network', 'kws', '--out', 'out'], { folder }).status).toBe(0);
    const guide = readFileSync(join(repository, 'docs', 'output.md'), 'utf8');
    const [, initial] = /```systemverilog\n(initial begin\n.*?end\n)```/s.exec(guide)!;
    const show =
      'initial #1 begin $display("%h", dut.wmem.memory_words[1]); $display("%h", dut.program_.memory_words[10]); end';
    writeFileSync(join(folder, 'out', 'load.sv'), `module load;\nUltraTrail dut();\n${initial}${show}\nendmodule\n`);
    const at = { cwd: join(folder, 'out'), encoding: 'utf8', stdio: 'pipe' } as const;
    execFileSync('iverilog', ['-g2012', '-o', 'load.vvp', '-c', 'files.f', 'load.sv'], at);
    const shown = execFileSync('vvp', ['load.vvp'], at);
    const line = (name: string, place: number) => readFileSync(join(folder, 'out', name), 'utf8').split('\n')[place];
    expect(shown.trim().split('\n').slice(-2)).toEqual([line('wmem.hex', 1), line('program.hex', 10)]);
  });
});
