import { describe, expect, it } from 'vitest';
import { Core } from '../../../examples/rv32/core.ts';
import { type CoreParameters, defaultCoreParameters } from '../../../examples/rv32/parameters.ts';
import { elaborate } from '../../../generators/language/index.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import type { Step } from './isa-model.ts';
import { type BusBehaviour, CoreBench } from './lockstep.ts';
import { randomProgram } from './random-program.ts';

const immediate: BusBehaviour = { accepts: 1, answers: 1 };
const variants: readonly { readonly change: Partial<CoreParameters>; readonly programs: number }[] = [
  { change: {}, programs: 200 },
  { change: { multiplier: 'two-cycle', hartId: 7 }, programs: 40 },
  { change: { multiplier: 'serial', resetVector: 0x4000 }, programs: 40 },
  { change: { compressed: false, registers: 'distributed-ram' }, programs: 40 },
  { change: { counters: false, multiplier: 'serial', compressed: false }, programs: 20 },
];

describe('the core beside the model of the architecture, instruction by instruction', () => {
  const everything: string[] = [];

  it.each(variants)('runs $programs random programs with $change', ({ change, programs }) => {
    const parameters = { ...defaultCoreParameters, ...change };
    const bench = new CoreBench(elaborate(Core, parameters), parameters);
    const steps: Step[] = [];
    for (let seed = 1; seed <= programs; seed++) {
      const random = randomNumbers(seed);
      const code = randomProgram(random, { compressed: parameters.compressed, size: 8192 });
      const behaviour = (): BusBehaviour =>
        random.chance(0.5) ? immediate : { accepts: random.pick([0.3, 0.7, 1]), answers: random.pick([0.3, 0.7, 1]) };
      try {
        const options = {
          instructionBus: behaviour(),
          dataBus: behaviour(),
          interruptRate: random.pick([0, 0.003, 0.03]),
          retirements: 500,
        };
        for (const step of bench.run({ random, code, ...options }).steps) steps.push(step);
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
    expect(steps.length).toBeGreaterThan(400 * programs);
    everything.push(...new Set(steps.map((step) => `${kindOfTrap(step) ?? kindOfInstruction(step)}`)));
  });

  it('has met every instruction, exception and interrupt', () => {
    const traps = [0, 2, 3, 4, 6, 11].map((code) => `exception ${code}`);
    const interrupts = [3, 7, 11].map((code) => `interrupt ${code}`);
    const met = new Set(everything);
    expect([...traps, ...interrupts, ...allInstructions()].filter((kind) => !met.has(kind))).toEqual([]);
  });
});

function kindOfTrap({ exception, interrupt, cause }: Step): string | undefined {
  if (exception) return `exception ${cause}`;
  return interrupt ? `interrupt ${cause}` : undefined;
}

/** A name for each kind of instruction: opcode, function3 and function7, or the fields of a compressed one. */
function allInstructions(): readonly string[] {
  const both = (opcode: number, function3s: readonly number[]) => function3s.map((value) => `${opcode}.${value}`);
  const long = [
    '55',
    '23',
    '111',
    ...both(103, [0]),
    ...both(99, [0, 1, 4, 5, 6, 7]),
    ...both(3, [0, 1, 2, 4, 5]),
    ...both(35, [0, 1, 2]),
    ...both(19, [0, 1, 2, 3, 4, 5, 6, 7]),
    '19.5.32',
    ...both(51, [0, 1, 2, 3, 4, 5, 6, 7]),
    '51.0.32',
    '51.5.32',
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((value) => `51.${value}.1`),
    ...both(15, [0, 1]),
    ...both(115, [0, 1, 2, 3, 5, 6, 7]),
  ];
  const short = [
    ...['0.0', '0.2', '0.6', '1.0', '1.1', '1.2', '1.3', '1.3.sp', '1.4.0', '1.4.1', '1.4.2', '1.4.3.0', '1.4.3.1'],
    ...['1.4.3.2', '1.4.3.3', '1.5', '1.6', '1.7', '2.0', '2.2', '2.4.0.jump', '2.4.0', '2.4.1.jump', '2.4.1', '2.6'],
  ].map((kind) => `c.${kind}`);
  return [...long, ...short];
}

function kindOfInstruction({ instruction }: Step): string {
  if ((instruction & 3) !== 3) return `c.${kindOfCompressed(instruction)}`;
  const [opcode, function3, function7] = [instruction & 0x7f, (instruction >> 12) & 7, instruction >>> 25];
  if ([0x37, 0x17, 0x6f].includes(opcode)) return `${opcode}`;
  const marked = (opcode === 0x33 && function7 !== 0) || (opcode === 0x13 && function3 === 5 && function7 !== 0);
  return `${opcode}.${function3}${marked ? `.${function7}` : ''}`;
}

function kindOfCompressed(instruction: number): string {
  const kind = `${instruction & 3}.${instruction >> 13}`;
  const [destination, source, high] = [(instruction >> 7) & 31, (instruction >> 2) & 31, (instruction >> 12) & 1];
  if (kind === '1.3' && destination === 2) return '1.3.sp';
  if (kind === '2.4') return `2.4.${high}${source === 0 ? '.jump' : ''}`;
  if (kind !== '1.4') return kind;
  const operation = (instruction >> 10) & 3;
  return `1.4.${operation}${operation === 3 ? `.${(instruction >> 5) & 3}` : ''}`;
}
