import type { Circuit } from '../../generators/circuit/types.ts';
import { drivenInputs } from '../stimulus.ts';
import type { PrintedMemory } from '../verilator/printed-memories.ts';

/** Inputs of one cycle and the clocks that rise at its end. */
export interface BenchCycle {
  readonly inputs: Readonly<Record<string, bigint>>;
  readonly clocks: readonly string[];
}

export const benchName = 'BurinBench';
export const stimulusFile = 'stimulus.hex';
/** Stands before the values of a cycle, so that messages of the design are told from them. */
export const rowMark = 'outputs ';

interface Slot {
  readonly name: string;
  readonly width: number;
}

/**
 * A bench without ports around the printed circuit. It reads a word for each cycle from `stimulus.hex`: clocks, then
 * inputs, the first in the highest bits; and prints all outputs side by side in hexadecimal before the clocks rise.
 */
export function benchText(circuit: Circuit): string {
  const edges = clockSlots(circuit).map(
    ({ name }, place) => `      clocks[${place}] = stimulus[${wordWidthOf(circuit) - 1 - place}]; // ${name}`,
  );
  return bench(circuit, [
    '  integer file;',
    '  initial begin',
    `    file = $fopen("${stimulusFile}", "r");`,
    '    while ($fscanf(file, "%h\\n", stimulus) == 1) begin',
    `      #1 $display("${rowMark}%h", outputs);`,
    ...edges,
    '      #1 clocks = 0;',
    '    end',
    '    $finish;',
    '  end',
  ]);
}

/**
 * A bench that takes commands from the standard input, one a line: `s` and a word of inputs, `e` and a number of edges of
 * all clocks, `g` for the outputs, `u` with a mask, a value and a number of edges until the outputs have it (one more than
 * that where they do not), `m` with the number of a memory and an address for a word, `w` with both and a word to be
 * stored. Answers and words are hexadecimal.
 */
export function steppedBenchText(circuit: Circuit, memories: readonly PrintedMemory[]): string {
  const outputWidth = Math.max(1, widthOf(outputSlots(circuit)));
  const stdin = "32'h8000_0000";
  const edge = ['#1 clocks = ~clocks;', '#1 clocks = 0;'];
  return bench(circuit, [
    '  integer command, first, second, got;',
    `  reg [${outputWidth - 1}:0] mask, wanted;`,
    `  reg [${Math.max(1, ...memories.map(({ module }) => module.wordType.width)) - 1}:0] word;`,
    '  initial begin',
    '    stimulus = 0;',
    `    command = $fgetc(${stdin});`,
    '    while (command >= 0) begin',
    '      case (command)',
    `        "s": got = $fscanf(${stdin}, " %h", stimulus);`,
    '        "e": begin',
    `          got = $fscanf(${stdin}, " %d", first);`,
    `          repeat (first) begin ${edge.join(' ')} end`,
    '        end',
    '        "g": begin',
    `          got = $fgetc(${stdin});`,
    `          #1 $display("${rowMark}%h", outputs);`,
    '        end',
    '        "u": begin',
    `          got = $fscanf(${stdin}, " %h %h %d", mask, wanted, first);`,
    '          second = 0;',
    '          #1;',
    '          while ((outputs & mask) !== wanted && second <= first) begin',
    `            if (second < first) begin ${edge.join(' ')} end`,
    '            second = second + 1;',
    '          end',
    `          $display("${rowMark}%h", second);`,
    '        end',
    '        "m": begin',
    `          got = $fscanf(${stdin}, " %d %d", first, second);`,
    '          case (first)',
    ...memories.map(
      ({ path, array }, place) => `            ${place}: $display("${rowMark}%h", simulated.${path}.${array}[second]);`,
    ),
    `            default: $display("${rowMark}x");`,
    '          endcase',
    '        end',
    '        "w": begin',
    `          got = $fscanf(${stdin}, " %d %d %h", first, second, word);`,
    '          case (first)',
    ...memories.map(({ path, array }, place) => `            ${place}: simulated.${path}.${array}[second] = word;`),
    '            default: ;',
    '          endcase',
    '        end',
    '        default: ;',
    '      endcase',
    '      $fflush;',
    `      command = $fgetc(${stdin});`,
    '    end',
    '    $finish;',
    '  end',
  ]);
}

function bench(circuit: Circuit, process: readonly string[]): string {
  const { top } = circuit;
  const [clocks, inputs, outputs] = [clockSlots(circuit), inputSlots(circuit), outputSlots(circuit)];
  const [wordWidth, outputWidth] = [widthOf([...clocks, ...inputs]), Math.max(1, widthOf(outputs))];
  const connections = [
    ...clocks.map(({ name }, place) => `.${name}(clocks[${place}])`),
    ...places(inputs).map(({ name, high, low }) => `.${name}(stimulus[${high}:${low}])`),
    ...places(outputs).map(({ name, high, low }) => `.${name}(outputs[${high}:${low}])`),
  ];
  const clockWidth = Math.max(1, clocks.length);
  return [
    '`timescale 1ns/1ns',
    `module ${benchName};`,
    `  reg [${Math.max(1, wordWidth) - 1}:0] stimulus;`,
    `  reg [${clockWidth - 1}:0] clocks = 0;`,
    `  wire [${outputWidth - 1}:0] outputs;`,
    `  ${top.name} simulated (${connections.join(', ')});`,
    ...process,
    'endmodule',
    '',
  ].join('\n');
}

/** The stimulus file of some cycles. */
export function stimulusText(circuit: Circuit, cycles: readonly BenchCycle[]): string {
  return cycles.map(({ inputs, clocks }) => `${stimulusWord(circuit, inputs, clocks).toString(16)}\n`).join('');
}

/** The clocks that rise, then the inputs, the first in the highest bits. */
export function stimulusWord(
  circuit: Circuit,
  inputs: Readonly<Record<string, bigint>>,
  clocks: readonly string[] = [],
): bigint {
  let word = 0n;
  for (const { name } of clockSlots(circuit)) word = (word << 1n) | BigInt(clocks.includes(name));
  for (const { name, width } of inputSlots(circuit)) {
    word = (word << BigInt(width)) | BigInt.asUintN(width, inputs[name] ?? 0n);
  }
  return word;
}

/** All outputs side by side, as they are printed: ones where the named one lies, and a value of it in its place. */
export function outputMask(circuit: Circuit, output: string, value: bigint) {
  const { low, width } = places(outputSlots(circuit)).find(({ name }) => name === output)!;
  const placed = (bits: bigint): bigint => BigInt.asUintN(width, bits) << BigInt(low);
  return { mask: placed(-1n), wanted: placed(value) };
}

/** The bits of hexadecimal digits; all four are x where a digit is not known. */
export function bitsOfDigits(digits: string): string {
  return [...digits]
    .map((digit) => (/[0-9a-f]/.test(digit) ? Number.parseInt(digit, 16).toString(2).padStart(4, '0') : 'xxxx'))
    .join('');
}

/** The values of the outputs in order of declaration; undefined where a bit is unknown. */
export function rowOf(circuit: Circuit, digits: string): readonly (bigint | undefined)[] {
  const bits = bitsOfDigits(digits);
  const types = new Map(circuit.top.ports.map(({ name, type }) => [name, type]));
  return places(outputSlots(circuit)).map(({ name, high, low, width }) => {
    const own = bits.slice(bits.length - 1 - high, bits.length - low);
    if (own.includes('x')) return undefined;
    const value = BigInt(`0b${own}`);
    return types.get(name)!.signed ? BigInt.asIntN(width, value) : value;
  });
}

function clockSlots({ top }: Circuit): readonly Slot[] {
  const isClock = (port: (typeof top.ports)[number]) => port.kind === 'input' && port.role === 'clock';
  return top.ports.filter(isClock).map(({ name }) => ({ name, width: 1 }));
}

const inputSlots = (circuit: Circuit): readonly Slot[] =>
  drivenInputs(circuit).map(({ name, type: { width } }) => ({ name, width }));

const outputSlots = ({ top }: Circuit): readonly Slot[] =>
  top.ports.filter(({ kind }) => kind === 'output').map(({ name, type: { width } }) => ({ name, width }));

const wordWidthOf = (circuit: Circuit): number => widthOf([...clockSlots(circuit), ...inputSlots(circuit)]);

const widthOf = (slots: readonly Slot[]): number => slots.reduce((sum, { width }) => sum + width, 0);

/** Where each slot lies, the last one from bit 0 on. */
function places(slots: readonly Slot[]): readonly (Slot & { readonly high: number; readonly low: number })[] {
  let high = widthOf(slots) - 1;
  return slots.map((slot) => {
    const place = { ...slot, high, low: high - slot.width + 1 };
    high -= slot.width;
    return place;
  });
}
