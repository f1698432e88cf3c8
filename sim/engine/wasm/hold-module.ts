import type { NetlistMemory } from '../flatten/netlist.ts';
import { emptyBlock, encodeModule, FunctionCode, numeric, op } from './encoder.ts';
import type { LinearMemory } from './linear-memory.ts';
import type { Probe, Probes } from './probes.ts';
import { type MaskedNumber, maskedNumbers, type StatePlace } from './state-places.ts';
import { runFunction, type StepExports, stoppingRunFunction } from './step-module.ts';
import { WebAssembly } from './web-assembly.ts';

/** The bits of a register or stored word that are held. */
export interface HeldPlace {
  readonly place: StatePlace;
  readonly mask: bigint;
  readonly value: bigint;
  /** The memory of a stored word. */
  readonly memory: NetlistMemory | undefined;
  /** Of the output word of a memory. */
  readonly isReadData: boolean;
}

/** `hold` puts the bits right; `step` and `run` do so behind each edge. */
export interface Holding extends Pick<StepExports, 'step' | 'run'> {
  hold(): void;
}

/** A memory with held words: what says that it stores one, and what puts its words right. */
interface HeldMemory {
  readonly probe: Probe | undefined;
  readonly hold: () => void;
}

/** Takes edges as `inner` does, with bits held behind each; `writes` is asked for where stored words are held. */
export function holdAround(
  inner: Pick<StepExports, 'step' | 'prepare'>,
  held: readonly HeldPlace[],
  stops: boolean,
  { memory, probes }: { readonly memory: LinearMemory; readonly probes: Probes },
): Holding {
  const numbersOf = (some: readonly HeldPlace[]) =>
    some.flatMap(({ place, mask, value }) => maskedNumbers(place, mask, value));
  const memories = [...new Set(held.flatMap((one) => one.memory ?? []))].map((one): HeldMemory => {
    const numbers = numbersOf(held.filter((other) => other.memory === one));
    return { probe: probes.stores(one), hold: holdWords(memory, numbers) };
  });
  const storing = memories.filter(({ probe }) => probe !== undefined);
  const registers = held.filter((one) => one.memory === undefined);
  const prepares = registers.some(({ isReadData }) => isReadData);
  const asked = storing.map(({ probe }) => probe!);
  const bytes = compileHold(numbersOf(registers), asked, stops, prepares);
  const host = {
    memory: memory.memory,
    step: inner.step,
    prepare: inner.prepare,
    holdWords: (place: number) => storing[place]!.hold(),
    ...Object.fromEntries(looksOf(asked).map(({ evaluate }, place) => [`look${place}`, evaluate])),
  };
  const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host }).exports as unknown as Holding;
  const { hold: holdRegisters, step, run } = exports;
  return {
    step,
    run,
    hold() {
      holdRegisters();
      for (const one of memories) one.hold();
    },
  };
}

const looksOf = (probes: readonly Probe[]) => [...new Set(probes.flatMap(({ evaluator }) => evaluator ?? []))];

/** Words are put right when one of their memory is stored, which is seldom: data rather than code. */
function holdWords(memory: LinearMemory, numbers: readonly MaskedNumber[]): () => void {
  const parts = numbers.flatMap(({ address, type, mask, value }) => {
    const halves = type === 'i64' ? [0n, 32n] : [0n];
    return halves.map((low) => [address / 4 + Number(low / 32n), ~mask >> low, (mask & value) >> low] as const);
  });
  const places = Int32Array.from(parts, ([place]) => place);
  const kept = Int32Array.from(parts, ([, keep]) => Number(BigInt.asIntN(32, keep)));
  const set = Int32Array.from(parts, ([, , bits]) => Number(BigInt.asIntN(32, bits)));
  return () => {
    const { words } = memory;
    for (let part = 0; part < places.length; part++) {
      const place = places[part]!;
      words[place] = (words[place]! & kept[part]!) | set[part]!;
    }
  };
}

/**
 * Code around another step that puts bits of registers back behind each edge, and asks the host to put those of a memory
 * back where it stored a word. `stops` tells whether that step may ask for the host; with `prepares` the host's `prepare`
 * follows, for what depends on a held output word of a memory.
 */
function compileHold(
  held: readonly MaskedNumber[],
  stores: readonly Probe[],
  stops: boolean,
  prepares: boolean,
): Uint8Array {
  const imports = [
    { name: 'step', parameters: ['i32'] as const, returns: stops },
    { name: 'prepare', parameters: [], returns: false },
    { name: 'holdWords', parameters: ['i32'] as const, returns: false },
    ...looksOf(stores).map((_, place) => ({ name: `look${place}`, parameters: [], returns: false })),
  ];
  const [innerStep, prepare, holdWordsOf, firstLook, holdFunction] = [0, 1, 2, 3, imports.length];
  const hold = new FunctionCode();
  for (const { address, type, mask, value } of held) {
    hold.storeAt(type, address, () => {
      hold.loadAt(type, address);
      hold.constant(type, ~mask);
      hold.byte(numeric[type].and);
      hold.constant(type, mask & value);
      hold.byte(numeric[type].or);
    });
  }
  if (prepares) hold.call(prepare);

  const step = new FunctionCode(['i32']);
  for (let look = firstLook; look < holdFunction; look++) step.call(look);
  // The edge may change what tells: it is kept.
  const flags = stores.map(({ address }) => {
    const flag = step.local('i32');
    step.loadAt('i32', address);
    step.set(flag);
    return flag;
  });
  step.get(0);
  step.call(innerStep);
  if (stops) {
    step.byte(op.if, emptyBlock);
    step.constant('i32', 1n);
    step.byte(op.return, op.end);
  }
  if (held.length > 0) step.call(holdFunction);
  for (const [place, flag] of flags.entries()) {
    step.get(flag);
    step.byte(op.if, emptyBlock);
    step.constant('i32', BigInt(place));
    step.call(holdWordsOf);
    step.byte(op.end);
  }
  if (stops) step.constant('i32', 0n);
  const run = stops ? stoppingRunFunction(holdFunction + 1) : runFunction(holdFunction + 1);
  return encodeModule(imports, [
    { code: hold, name: 'hold' },
    { code: step, name: 'step', returns: stops },
    { code: run, name: 'run', returns: stops },
  ]);
}
