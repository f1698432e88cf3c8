import { describe, expect, it } from 'vitest';
import type { MemoryModule } from '../../generators/circuit/types.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import * as build from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';
import { holderOf } from './memories.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys, simulateInIcarus } from './tools.ts';

const word = build.signed(12);
const start = [5n, -7n, 0n, 0n, 0n, 0n, 0n, 2047n, -2048n, 1n, 1n, 9n];

/** What a memory does at an edge, by what `circuit/types.ts` says: stores the word, and tells what is read next. */
type Step = (words: bigint[], inputs: readonly bigint[], before: bigint) => bigint;

const single =
  (policy: 'no-change' | 'read-first' | 'write-first'): Step =>
  (words, [enable, write, address, data], before) => {
    if (enable === 0n) return before;
    const old = words[Number(address)]!;
    if (write === 0n) return old;
    words[Number(address)] = data!;
    return policy === 'no-change' ? before : policy === 'read-first' ? old : data!;
  };

const twoPort: Step = (words, [writeEnable, writeAddress, data, readEnable, readAddress], before) => {
  const read = readEnable === 1n ? words[Number(readAddress)]! : before;
  if (writeEnable === 1n) words[Number(writeAddress)] = data!;
  return read;
};

const cases: readonly (readonly [string, MemoryModule, Step])[] = [
  ...(['no-change', 'read-first', 'write-first'] as const).map(
    (policy) => [policy, build.memory('Words', 12, word, policy, 4, start), single(policy)] as const,
  ),
  ['two-port', build.memoryOf('two-port', 'Words', 12, word, 4, start), twoPort],
  [
    'read-only',
    build.readOnlyMemory('Words', word, start),
    (words, [enable, address], before) => (enable === 1n ? words[Number(address)]! : before),
  ],
];

/** Random inputs, addresses below the depth; everything is read once at first, so that no output is undefined. */
function vectorsFor({ ports }: MemoryModule): readonly (readonly bigint[])[] {
  const random = new RandomSource(71);
  const inputs = ports.filter((port) => port.kind === 'input' && !port.role);
  return Array.from({ length: 200 }, (_, cycle) =>
    inputs.map(({ name, type }) => {
      if (cycle === 0) return name === 'enable' || name === 'readEnable' ? 1n : 0n;
      return /[aA]ddress/.test(name) ? BigInt(random.below(start.length)) : random.value(type);
    }),
  );
}

describe.skipIf(!hasIcarus)('memories in Icarus', () => {
  it.each(cases)('%s with contents at the start', (_, memory, step) => {
    const vectors = vectorsFor(memory);
    const words = [...start];
    let shown = 0n;
    const expected = vectors.map((vector) => {
      const row = [shown];
      shown = step(words, vector, shown);
      return row;
    });
    const path = 'dut.Words_instance.readData = 0;';
    expect(simulateInIcarus(build.circuitOf(holderOf([memory])), vectors, { initial: [path] })).toEqual(expected);
  });

  it('asynchronous-read: the word of the address at once', () => {
    const memory = build.memoryOf('asynchronous-read', 'Words', 12, word, 4, start);
    const vectors = vectorsFor(memory);
    const words = [...start];
    const expected = vectors.map(([writeEnable, writeAddress, data, readAddress]) => {
      const row = [words[Number(readAddress)]!];
      if (writeEnable === 1n) words[Number(writeAddress)] = data!;
      return row;
    });
    expect(simulateInIcarus(build.circuitOf(holderOf([memory])), vectors)).toEqual(expected);
  });

  it('constant words as a case: the same as the array', () => {
    const memory = build.readOnlyMemory('Words', word, start);
    const vectors = vectorsFor(memory);
    const circuit = build.circuitOf(holderOf([memory]));
    const options = { initial: ['dut.Words_instance.readData = 0;'] };
    expect(emitVerilog(circuit, { dialect: 'asic' })[0]!.text).toContain('case (address)');
    expect(simulateInIcarus(circuit, vectors, { ...options, dialect: 'asic' })).toEqual(
      simulateInIcarus(circuit, vectors, options),
    );
  });
});

describe.skipIf(!hasVerilator && !hasYosys)('every tool takes every memory without a warning', () => {
  const shapes = [
    [16, 4],
    [5, 3],
    [5, 4],
    [2, 1],
  ] as const;

  it.each(shapes)('%d words, addresses of %d bits', (depth, addressWidth) => {
    const contents = start.slice(0, depth);
    const memories = [
      build.memoryOf('two-port', 'Two', depth, word, addressWidth),
      build.memoryOf('two-port', 'TwoStarted', depth, word, addressWidth, contents),
      build.memoryOf('asynchronous-read', 'Asynchronous', depth, word, addressWidth),
      build.readOnlyMemory('Constant', word, contents, addressWidth),
    ];
    const circuit = build.circuitOf(holderOf(memories));
    expect(complaints(circuit)).toBe('');
    const [two, , asynchronous, constant] = memories;
    expect(complaints(build.circuitOf(holderOf([two!, asynchronous!, constant!])), { dialect: 'asic' })).toBe('');
  });
});

describe('text', () => {
  it('a two-port memory with a clock for each port', () => {
    const two = build.memoryOf('two-port', 'Queue', 12, word, 4, [1n, 1n, 1n, 1n, 1n, -2n]);
    if (two.organisation !== 'two-port') throw new Error('another memory than wanted');
    const [clock, ...rest] = two.ports;
    const clocks = ['writeClock', 'readClock'].map((name) => ({ ...clock!, name }));
    const memory: MemoryModule = {
      ...two,
      ports: [...clocks, ...rest],
      readDuringWrite: 'undefined',
      attributes: [{ name: 'ram_style', value: 'block' }],
    };
    const builder = new build.ModuleBuilder('Holder');
    builder.instance('queue', memory);
    const [file] = emitVerilog({ top: builder.build(), modules: [memory] }, { sourceComments: false });
    expect(file!.text).toMatchInlineSnapshot(`
      "// 12 words of 12 bits: one port that writes and one that reads, each with its clock; undefined where both meet
      \`default_nettype none

      module Queue (
        input  logic               writeClock,
        input  logic               readClock,
        input  logic               writeEnable,
        input  logic [3:0]         writeAddress,
        input  logic signed [11:0] writeData,
        input  logic               readEnable,
        input  logic [3:0]         readAddress,
        output logic signed [11:0] readData
      );

        (* ram_style = "block" *)
        logic signed [11:0] memory_words [0:11];

        initial begin
          for (int i = 0; i < 5; i++) memory_words[i] = 12'sd1;
          memory_words[5] = -12'sd2;
        end

        always_ff @(posedge writeClock) begin
          if (writeEnable) memory_words[writeAddress] <= writeData;
        end

        always_ff @(posedge readClock) begin
          if (readEnable) readData <= memory_words[readAddress];
        end
      endmodule

      \`default_nettype wire
      "
    `);
  });
});
