import type { Circuit } from '../../generators/circuit/types.ts';
import { drivenInputs } from '../stimulus.ts';

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
  const { top } = circuit;
  const [clocks, inputs, outputs] = [clockSlots(circuit), inputSlots(circuit), outputSlots(circuit)];
  const [wordWidth, outputWidth] = [widthOf([...clocks, ...inputs]), Math.max(1, widthOf(outputs))];
  const connections = [
    ...clocks.map(({ name }, place) => `.${name}(clocks[${place}])`),
    ...places(inputs).map(({ name, high, low }) => `.${name}(stimulus[${high}:${low}])`),
    ...places(outputs).map(({ name, high, low }) => `.${name}(outputs[${high}:${low}])`),
  ];
  const clockWidth = Math.max(1, clocks.length);
  const edges = clocks.map(
    ({ name }, place) => `      clocks[${place}] = stimulus[${wordWidth - 1 - place}]; // ${name}`,
  );
  return [
    '`timescale 1ns/1ns',
    `module ${benchName};`,
    `  reg [${Math.max(1, wordWidth) - 1}:0] stimulus;`,
    `  reg [${clockWidth - 1}:0] clocks = 0;`,
    `  wire [${outputWidth - 1}:0] outputs;`,
    '  integer file;',
    `  ${top.name} simulated (${connections.join(', ')});`,
    '  initial begin',
    `    file = $fopen("${stimulusFile}", "r");`,
    '    while ($fscanf(file, "%h\\n", stimulus) == 1) begin',
    `      #1 $display("${rowMark}%h", outputs);`,
    ...edges,
    '      #1 clocks = 0;',
    '    end',
    '    $finish;',
    '  end',
    'endmodule',
    '',
  ].join('\n');
}

/** The stimulus file of some cycles. */
export function stimulusText(circuit: Circuit, cycles: readonly BenchCycle[]): string {
  const [clocks, inputs] = [clockSlots(circuit), inputSlots(circuit)];
  return cycles
    .map((cycle) => {
      let word = 0n;
      for (const { name } of clocks) word = (word << 1n) | BigInt(cycle.clocks.includes(name));
      for (const { name, width } of inputs)
        word = (word << BigInt(width)) | BigInt.asUintN(width, cycle.inputs[name] ?? 0n);
      return `${word.toString(16)}\n`;
    })
    .join('');
}

/** The values of the outputs in order of declaration; undefined where a bit is unknown. */
export function rowOf(circuit: Circuit, digits: string): readonly (bigint | undefined)[] {
  const bits = [...digits]
    .map((digit) => (/[0-9a-f]/.test(digit) ? Number.parseInt(digit, 16).toString(2).padStart(4, '0') : 'xxxx'))
    .join('');
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
