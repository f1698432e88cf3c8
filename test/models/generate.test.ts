import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSimulator } from '../../sim/engine/index.ts';
import { driveWrites, resetDesign } from '../../sim/host/drive-host.ts';
import { burin, emptyFolder } from '../cli/burin.ts';
import { hasTool } from '../support/tools.ts';
import { elaborateTensorTrail } from '../tensortrail/run-program.ts';
import { constantMap, expectedOutputs, mapNumbers, twoInputsThreeOutputs } from './small-models.ts';

interface Place {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly rowBytes: readonly number[];
  readonly columnBytes: readonly number[];
  readonly channelBytes: readonly number[];
}

const array = 4;

function generated() {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'two.tflite'), twoInputsThreeOutputs());
  const parameters = ['generate', 'tensortrail', '--network', 'two.tflite', '--set', `array=${array}`, '--out', 'out'];
  const { status, stdout, stderr } = burin([...parameters, '--json'], { folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const out = join(folder, 'out');
  const text = (name: string): string => readFileSync(join(out, name), 'utf8');
  return { out, text, report: JSON.parse(stdout), program: JSON.parse(text('program.json')) };
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** Words of an image by address: lines of one word, or of @row and a word. */
function wordsOf(text: string): readonly (readonly [address: number, word: bigint])[] {
  return linesOf(text).map((line, place) => {
    const [first, second] = line.split(' ') as [string, string | undefined];
    return second === undefined
      ? [place, BigInt(`0x${first}`)]
      : [Number.parseInt(first.slice(1), 16), BigInt(`0x${second}`)];
  });
}

/** Bytes of the feature memory in the order of the tensor's numbers. */
function bytesOf({ rowBytes, columnBytes, channelBytes }: Place): readonly number[] {
  return rowBytes.flatMap((row) => columnBytes.flatMap((column) => channelBytes.map((byte) => row + column + byte)));
}

test('a folder lists its files, and its report counts memories and cycles', () => {
  const { out, report, program, text } = generated();
  expect(report.files.toSorted()).toEqual(readdirSync(out).toSorted());
  expect(report.accelerator).toBe('tensortrail');
  const used = report.memories.map(({ name, wordsUsed }: { name: string; wordsUsed: number }) => [name, wordsUsed]);
  const lines = (name: string): number => linesOf(text(name)).length;
  expect(Object.fromEntries(used)).toMatchObject({
    ProgramMemory: lines('program.hex'),
    TapMemory: lines('taps.hex'),
    WeightMemory: lines('weights.hex'),
    ParameterMemory: lines('parameters.hex'),
  });
  expect(program.instructions).toHaveLength(lines('program.hex'));
  const cycles = program.instructions.reduce((sum: number, one: { cycles: number }) => sum + one.cycles, 0);
  expect([program.cycles, report.network.cycles]).toEqual([cycles, cycles]);
  expect(program.host).toEqual({ before: [], after: [] });
});

test('a host that reads nothing but the folder runs the network', () => {
  const { out, text, report, program } = generated();
  const design = createSimulator(elaborateTensorTrail(report.parameters));
  resetDesign(design);
  const images = readdirSync(out).filter((name) => name.endsWith('.hex'));
  expect(images.filter((name) => name.startsWith('bank_'))).toHaveLength(array);
  for (const name of images) {
    const memory = name === 'parameters.hex' ? 'channels' : name.replace('.hex', '');
    for (const [address, word] of wordsOf(text(name))) design.writeMemory(memory, address, word);
  }
  const inputs = [31, 83].map((factor) =>
    Int8Array.from({ length: mapNumbers }, (_, place) => ((place * factor) % 256) - 128),
  );
  const at = (byte: number): readonly [memory: string, row: number, shift: bigint] => {
    const word = Math.floor(byte / array);
    return [`bank_${word % array}`, Math.floor(word / array), BigInt(8 * (byte % array))];
  };
  for (const [place, numbers] of inputs.entries())
    for (const [index, byte] of bytesOf(program.inputs[place]).entries()) {
      const [memory, row, shift] = at(byte);
      const others = design.readMemory(memory, row) & ~(0xffn << shift);
      design.writeMemory(memory, row, others | (BigInt(numbers[index]! & 0xff) << shift));
    }
  driveWrites(design, [{ address: 0, data: 1 }]);
  const cycles = design.runUntil('done', { maximumCycles: 10_000 });
  expect(cycles).toBe(program.cycles + program.startUpCycles);
  const outputs = program.outputs.map((place: Place) =>
    Int8Array.from(bytesOf(place), (byte) => {
      const [memory, row, shift] = at(byte);
      return Number(BigInt.asIntN(8, design.readMemory(memory, row) >> shift));
    }),
  );
  expect(outputs).toEqual(expectedOutputs(inputs[0]!, inputs[1]!));
});

test.skipIf(!hasTool('iverilog'))('the images load with $readmemh', () => {
  const { out, text } = generated();
  const loads = readdirSync(out)
    .filter((name) => name.endsWith('.hex'))
    .map((name) => {
      const instance = { 'program.hex': 'program_', 'parameters.hex': 'channels' }[name] ?? name.replace('.hex', '');
      return `$readmemh("${name}", dut.${instance}.memory_words);`;
    });
  const [row] = wordsOf(text('bank_1.hex'))[0]!;
  writeFileSync(
    join(out, 'load.sv'),
    `module load;\nTensorTrail dut();\ninitial begin\n${loads.join('\n')}\nend\n` +
      `initial #1 $display("%h %h %h", dut.program_.memory_words[1], dut.channels.memory_words[0], ` +
      `dut.bank_1.memory_words[${row}]);\nendmodule\n`,
  );
  const options = { cwd: out, encoding: 'utf8', stdio: 'pipe' } as const;
  execFileSync('iverilog', ['-g2012', '-o', 'load.vvp', '-c', 'files.f', 'load.sv'], options);
  const shown = execFileSync('vvp', ['load.vvp'], options).trim().split('\n').at(-1)!;
  const line = (name: string, place: number): string => text(name).split('\n')[place]!;
  const bank = line('bank_1.hex', 0).split(' ')[1];
  expect(shown).toBe(`${line('program.hex', 1)} ${line('parameters.hex', 0)} ${bank}`);
});

test('constant features are in the banks', () => {
  const { text } = generated();
  const stored = [0, 1, 2, 3].flatMap((bank) =>
    wordsOf(text(`bank_${bank}.hex`)).map(([row, word]) => [row * array + bank, word] as const),
  );
  const words = stored.toSorted(([a], [b]) => a - b).map(([, word]) => word);
  // Position by position in blocks of four channels; ten channels leave two bytes of the third block empty.
  const expected = [0, 1, 2].flatMap((block) =>
    Array.from({ length: 15 }, (_, position) =>
      [0, 1, 2, 3].reduce((word, lane) => {
        const channel = block * 4 + lane;
        const byte = channel < 10 ? constantMap[position * 10 + channel]! & 0xff : 0;
        return word | (BigInt(byte) << BigInt(8 * lane));
      }, 0n),
    ),
  );
  expect(words).toEqual(expected);
});
