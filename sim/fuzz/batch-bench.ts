import type { Circuit } from '../../generators/circuit/types.ts';
import { emitVerilog, type VerilogFile } from '../../generators/verilog/index.ts';
import { bitsOfDigits } from '../icarus/bench.ts';
import { startingAtZero } from '../icarus/starting-at-zero.ts';
import { drivenInputs } from '../stimulus.ts';
import type { FuzzCase } from './corpus.ts';
import type { Outcome } from './engine.ts';
import { rewrite } from './shrink/rewrite.ts';

/** Many cases as one design, with all that a simulator of SystemVerilog needs to run it. */
export interface BatchBench {
  /** The printed circuits, then the bench. */
  readonly designFiles: readonly VerilogFile[];
  /** The values of the inputs, read when the bench starts. */
  readonly stimulusFiles: readonly { readonly name: string; readonly text: string }[];
  /** Edges until all cases are through. */
  readonly cycles: number;
}

export const benchName = 'Bench';

/**
 * A bench with one input, `clock`, which holds every case as an instance `case<n>`. Before each rising edge it prints a
 * line `<n> <outputs in hexadecimal>` for each case that still has a cycle.
 */
export function batchBench(cases: readonly FuzzCase[]): BatchBench {
  // Cases may have equal names of modules: those made smaller of one another have.
  const circuits = cases.map(({ circuit }, place) =>
    rewrite(circuit, { moduleName: (name) => `Case${place}_${name}` }),
  );
  const cycles = Math.max(...cases.map(({ stimulus }) => stimulus.length));
  const files = circuits.flatMap((circuit) => {
    const printed = emitVerilog(circuit, { verification: 'omit', sourceComments: false });
    const modules = new Map(circuit.modules.map((module) => [module.name, module]));
    return printed.map((file) => startingAtZero(file, modules.get(file.moduleName)!));
  });
  const text = [
    `module ${benchName} (input wire clock);`,
    '  integer cycle = 0;',
    ...circuits.flatMap((circuit, place) => instanceLines(circuit, place, cases[place]!.stimulus.length)),
    '  always @(posedge clock) begin',
    ...cases.map(({ stimulus }, place) => `    if (cycle < ${stimulus.length}) $display("${place} %h", out${place});`),
    '    cycle <= cycle + 1;',
    '  end',
    'endmodule',
    '',
  ].join('\n');
  return {
    designFiles: [...files, { name: `${benchName}.sv`, moduleName: benchName, text }],
    stimulusFiles: cases.map((one, place) => ({ name: stimulusName(place), text: stimulusText(one) })),
    cycles,
  };
}

const stimulusName = (place: number): string => `stimulus${place}.hex`;

const widthOf = (ports: readonly { readonly type: { readonly width: number } }[]): number =>
  ports.reduce((sum, { type }) => sum + type.width, 0);

function outputsOf({ top }: Circuit) {
  return top.ports.filter((port) => port.kind === 'output');
}

function instanceLines(circuit: Circuit, place: number, cycles: number): readonly string[] {
  const inputs = drivenInputs(circuit);
  const width = Math.max(1, widthOf(inputs));
  const connections: string[] = [];
  let low = width;
  for (const { name, type } of inputs) {
    low -= type.width;
    connections.push(`.${name}(in${place}[${low + type.width - 1}:${low}])`);
  }
  let high = widthOf(outputsOf(circuit));
  const outputWidth = Math.max(1, high);
  for (const { name, type } of outputsOf(circuit)) {
    connections.push(`.${name}(out${place}[${high - 1}:${high - type.width}])`);
    high -= type.width;
  }
  for (const port of circuit.top.ports) {
    if (port.kind === 'input' && port.role === 'clock') connections.push(`.${port.name}(clock)`);
  }
  return [
    `  reg [${width - 1}:0] stimulus${place} [0:${cycles - 1}];`,
    `  initial $readmemh("${stimulusName(place)}", stimulus${place});`,
    `  wire [${width - 1}:0] in${place} = cycle < ${cycles} ? stimulus${place}[cycle] : ${width}'d0;`,
    `  wire [${outputWidth - 1}:0] out${place};`,
    `  ${circuit.top.name} case${place} (${connections.join(', ')});`,
  ];
}

function stimulusText({ circuit, stimulus }: FuzzCase): string {
  const inputs = drivenInputs(circuit);
  const word = (row: Readonly<Record<string, bigint>>): bigint =>
    inputs.reduce(
      (bits, { name, type }) => (bits << BigInt(type.width)) | BigInt.asUintN(type.width, row[name] ?? 0n),
      0n,
    );
  return stimulus.map((row) => `${word(row).toString(16)}\n`).join('');
}

/** What the bench printed, as one outcome for each case. */
export function readTraces(cases: readonly FuzzCase[], printed: string): readonly Outcome[] {
  const rows: (bigint | undefined)[][][] = cases.map(() => []);
  const outputs = cases.map(({ circuit }) => outputsOf(circuit));
  for (const line of printed.split('\n')) {
    const [, place, digits] = /^(\d+) ([0-9a-fxzXZ]+)$/.exec(line) ?? [];
    if (place === undefined || digits === undefined) continue;
    rows[Number(place)]?.push(valuesOf(digits, outputs[Number(place)]!));
  }
  return cases.map(({ stimulus }, place) => {
    if (rows[place]!.length !== stimulus.length) {
      return { kind: 'refused', message: `${rows[place]!.length} of ${stimulus.length} cycles were printed` };
    }
    const columns = outputs[place]!.map(({ name }) => name);
    return { kind: 'ran', columns, rows: rows[place]!, words: new Map() };
  });
}

/** Values of the outputs from the digits of all of them side by side; undefined where a digit of it is not known. */
function valuesOf(digits: string, outputs: ReturnType<typeof outputsOf>): (bigint | undefined)[] {
  const line = bitsOfDigits(digits).slice(-Math.max(1, widthOf(outputs)));
  let start = 0;
  return outputs.map(({ type: { width, signed } }) => {
    const own = line.slice(start, start + width);
    start += width;
    if (own.includes('x')) return undefined;
    return signed ? BigInt.asIntN(width, BigInt(`0b${own}`)) : BigInt(`0b${own}`);
  });
}
