import type { NetworkGraph } from '../graph/types.ts';
import type { CompiledProgram } from './compile.ts';
import { startUpCycles } from './cycles.ts';

/** What one operator of the graph takes. */
export interface OperatorReport {
  readonly place: string;
  /** How it uses the array, `dot`, `spatial`, …; several where its parts differ. */
  readonly mappings: readonly string[];
  readonly instructions: number;
  readonly cycles: number;
  readonly multiplications: number;
  /** Multiplications for each multiplier and cycle: 0..1, more where skipped padding counts. */
  readonly utilisation: number;
  readonly lost: LostCycles;
}

/** Where the cycles go in which multipliers could have done the graph's multiplications; in cycles. */
export interface LostCycles {
  /**
   * Channels that do not fill a word of inputs or outputs, and positions that do not fill a tile; less the taps outside
   * of the image that are skipped, so that it may be below 0.
   */
  readonly rounding: number;
  /** Tiles that wait for the requantiser, which takes a column a cycle, or for streamed weights. */
  readonly waiting: number;
  /** Operators that do not multiply: sums of tensors, maxima, tables, pools, copies. */
  readonly withoutMultiplications: number;
  /** Filling and draining the pipeline for each instruction. */
  readonly startAndEnd: number;
}

export interface ProgramReport {
  readonly cycles: number;
  readonly multiplications: number;
  readonly utilisation: number;
  readonly startUp: number;
  readonly operators: readonly OperatorReport[];
  readonly lost: LostCycles;
}

/** Cycles, utilisation and losses of a compiled network, by operator. */
export function programReport(graph: NetworkGraph, program: CompiledProgram): ProgramReport {
  const { array } = program.parameters;
  const multipliers = array ** 2;
  const operators = [...new Set(program.steps.map(({ operator }) => operator))].map((operator): OperatorReport => {
    const steps = program.steps.filter((step) => step.operator === operator);
    const cycles = sum(steps.map((step) => step.cycles));
    const multiplications = sum(steps.map((step) => step.multiplications));
    return {
      place: graph.operators[operator]!.place,
      mappings: [...new Set(steps.map(({ mapping }) => mapping))],
      instructions: steps.length,
      cycles,
      multiplications,
      utilisation: multiplications / (multipliers * cycles),
      lost: addLosses(steps.map((step) => lossesOf(step, program, multipliers))),
    };
  });
  const multiplications = sum(operators.map((operator) => operator.multiplications));
  return {
    cycles: program.cycles,
    multiplications,
    utilisation: multiplications / (multipliers * program.cycles),
    startUp: startUpCycles,
    operators,
    lost: addLosses(operators.map(({ lost }) => lost)),
  };
}

function lossesOf(step: CompiledProgram['steps'][number], program: CompiledProgram, multipliers: number): LostCycles {
  const { instruction, cycles, multiplications, stalls = 0 } = step;
  const { array } = program.parameters;
  const none = { rounding: 0, waiting: 0, withoutMultiplications: 0, startAndEnd: 0 };
  if (multiplications === 0) return { ...none, withoutMultiplications: cycles };
  const tile = instruction.single ? 1 : array;
  const issues = sum(
    program.taps
      .slice(instruction.tapBase, instruction.tapBase + instruction.tapCount)
      .map(({ repeats, laneRepeats }) => (repeats + 1) * (step.mapping === 'spatial' ? laneRepeats + 1 : 1)),
  );
  const tileIssues = issues * instruction.inputBlocks;
  const tiles = Math.ceil(instruction.positions / tile) * instruction.outputBlocks;
  const lastColumns = instruction.positions - (tiles / instruction.outputBlocks - 1) * tile;
  const waiting =
    stalls +
    (tiles - instruction.outputBlocks) * Math.max(0, tile - tileIssues) +
    (instruction.outputBlocks - 1) * Math.max(0, lastColumns - tileIssues);
  const issued = tiles * tileIssues;
  return {
    ...none,
    rounding: issued - multiplications / multipliers,
    waiting,
    startAndEnd: cycles - issued - waiting,
  };
}

function addLosses(losses: readonly LostCycles[]): LostCycles {
  return {
    rounding: sum(losses.map(({ rounding }) => rounding)),
    waiting: sum(losses.map(({ waiting }) => waiting)),
    withoutMultiplications: sum(losses.map(({ withoutMultiplications }) => withoutMultiplications)),
    startAndEnd: sum(losses.map(({ startAndEnd }) => startAndEnd)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The report as lines of text. */
export function reportTable({ operators, cycles, multiplications, utilisation, lost, startUp }: ProgramReport): string {
  const header = [
    'operator',
    'mapping',
    'instructions',
    'cycles',
    'MACs',
    'used',
    'rounding',
    'waiting',
    'no MACs',
    'ends',
  ];
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const losses = ({ rounding, waiting, withoutMultiplications, startAndEnd }: LostCycles): string[] =>
    [rounding, waiting, withoutMultiplications, startAndEnd].map((one) => `${Math.round(one)}`);
  const rows = operators.map((one) => [
    one.place,
    one.mappings.join('+'),
    `${one.instructions}`,
    `${one.cycles}`,
    `${one.multiplications}`,
    percent(one.utilisation),
    ...losses(one.lost),
  ]);
  const instructions = sum(operators.map((one) => one.instructions));
  const total = ['total', '', `${instructions}`, `${cycles}`, `${multiplications}`, percent(utilisation)];
  const lines = [header, ...rows, [...total, ...losses({ ...lost, startAndEnd: lost.startAndEnd + startUp })]];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}
