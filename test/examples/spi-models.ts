import type { RandomNumbers } from '../support/random-numbers.ts';

/** SPI as data sheets define it: polarity is the clock's level at rest, phase 1 samples at the second edge of a bit. */
export interface Wiring {
  readonly mode: 0 | 1 | 2 | 3;
  readonly wordBits: number;
}

/** The levels on the wires that a controller drives. */
export interface Levels {
  readonly clock: number;
  readonly select: number;
  readonly data: number;
}

export interface Device {
  /** One cycle: what the device answers. Throws where the controller breaks the rules. */
  readonly see: (levels: Levels) => number;
  /** The words received while selected, by selection. */
  readonly selections: readonly (readonly bigint[])[];
}

const bitsOf = (word: bigint, width: number): number[] =>
  Array.from({ length: width }, (_, place) => Number((word >> BigInt(width - 1 - place)) & 1n));
const wordOf = (bits: readonly number[]): bigint => BigInt(`0b${bits.join('')}`);

/**
 * A device that answers each word with the next of `replies`. A bit is there from `delay` cycles behind the edge that
 * changes the data up to the edge that samples it; what it shows else is noise. `halfPeriod`: cycles between edges of
 * the clock, which it checks.
 */
export function spiDevice(
  { mode, wordBits }: Wiring,
  {
    replies,
    delay,
    halfPeriod,
    random,
  }: {
    readonly replies: readonly bigint[];
    readonly delay: number;
    readonly halfPeriod: number;
    readonly random: RandomNumbers;
  },
): Device {
  const [polarity, clockPhase] = [mode >> 1, mode & 1];
  const answers = replies.flatMap((word) => bitsOf(word, wordBits));
  const selections: bigint[][] = [];
  let before: Levels = { clock: polarity, select: 1, data: 0 };
  let received: number[] = [];
  let [edges, sinceChange, sinceLaunch] = [0, halfPeriod, 0];
  let answer = 0;

  let sampled = 0;
  let isShown = false;
  const launch = (): void => {
    sinceLaunch = 0;
    answer = answers[sampled] ?? 0;
    isShown = true;
  };
  const sample = (data: number): void => {
    if (data !== before.data) throw new Error('the data changes together with the edge that samples it');
    received.push(data);
    sampled += 1;
    isShown = false;
    if (received.length < wordBits) return;
    selections.at(-1)!.push(wordOf(received));
    received = [];
  };
  const requireTime = (what: string): void => {
    if (sinceChange < halfPeriod) throw new Error(`${what} after ${sinceChange} cycles, not ${halfPeriod}`);
  };

  const see = (levels: Levels): number => {
    const selectMoves = levels.select !== before.select;
    const clockMoves = levels.clock !== before.clock;
    if (clockMoves && (selectMoves || levels.select === 1)) throw new Error('the clock moves without a selection');
    if (levels.select === 1) isShown = false;
    if (selectMoves) {
      requireTime('the selection changes');
      if (levels.clock !== polarity) throw new Error('the selection changes while the clock is not at rest');
      if (received.length > 0) throw new Error(`the selection ends behind ${received.length} bits of a word`);
      if (levels.select === 0) {
        selections.push([]);
        if (clockPhase === 0) launch();
      }
    }
    if (clockMoves) {
      requireTime('an edge');
      // Between two words the controller may pause.
      if (edges % (2 * wordBits) !== 0 && sinceChange !== halfPeriod)
        throw new Error(`${sinceChange} cycles between edges`);
      const samplesNow = (edges % 2 === 0) === (clockPhase === 0);
      edges += 1;
      if (samplesNow) sample(levels.data);
      else launch();
    }
    sinceChange = selectMoves || clockMoves ? 1 : sinceChange + 1;
    before = levels;
    const isNoise = !isShown || sinceLaunch < delay;
    sinceLaunch += 1;
    return isNoise ? random.integer(0, 1) : answer;
  };
  return { see, selections };
}

/** One cycle of a controller: its levels, and whether it takes what the peripheral shows. */
export interface ControllerCycle extends Levels {
  readonly samples: boolean;
}

/**
 * What a controller puts on the wires for these words, cycle by cycle; its clock has nothing to do with the cycles:
 * `halfPeriod` (in cycles) need not be whole.
 */
export function spiController(
  { mode, wordBits }: Wiring,
  selections: readonly (readonly bigint[])[],
  halfPeriod: number,
): readonly ControllerCycle[] {
  const [polarity, clockPhase] = [mode >> 1, mode & 1];
  const steps: { readonly levels: Levels; readonly samples: boolean }[] = [];
  let levels: Levels = { clock: polarity, select: 1, data: 0 };
  const step = (change: Partial<Levels>, samples = false): void => {
    levels = { ...levels, ...change };
    steps.push({ levels, samples });
  };
  step({});
  for (const words of selections) {
    const bits = words.flatMap((word) => bitsOf(word, wordBits));
    step({ select: 0, ...(clockPhase === 0 ? { data: bits[0]! } : {}) });
    bits.forEach((bit, at) => {
      if (clockPhase === 0) {
        step({ clock: 1 - polarity }, true);
        step({ clock: polarity, data: bits[at + 1] ?? 1 });
      } else {
        step({ clock: 1 - polarity, data: bit });
        step({ clock: polarity }, true);
      }
    });
    step({ select: 1 });
    step({});
  }
  const count = Math.ceil((steps.length + 1) * halfPeriod);
  const stepAt = (time: number): number => Math.min(steps.length - 1, Math.floor(time / halfPeriod));
  return Array.from({ length: count }, (_, cycle) => {
    const begins = stepAt(cycle + 1) > stepAt(cycle);
    return { ...steps[stepAt(cycle)]!.levels, samples: begins && steps[stepAt(cycle + 1)]!.samples };
  });
}
