import { clockPorts } from '../../../generators/circuit/clocking.ts';
import type { BitType, InputPort, LogicModule } from '../../../generators/circuit/types.ts';
import type { Word } from './word.ts';
import type { WordGraph } from './word-graph.ts';

/**
 * Which edge this is, in words. With one clock and one reset there is but one kind of edge, and the reset is laid over
 * it afterwards; with more, hidden inputs say which clocks rise, and resets are inputs like others.
 */
export interface Timing {
  readonly isPlain: boolean;
  /** Numbers of the hidden inputs by the clock's name. */
  readonly rises: ReadonlyMap<string, number>;
  /** 1 at edges of this port of the top module; never, if there is none. */
  risesAt(clock: InputPort | undefined): Word;
  /** 1 while this port of the top module is active. */
  isActive(reset: InputPort | undefined): Word;
  /** The hidden input that tells of the plain reset, once something has asked. */
  resetState(): number | undefined;
}

const bit: BitType = { width: 1, signed: false };

/** @param addInput adds a state variable and gives its number */
export function timingOf(
  top: LogicModule,
  graph: WordGraph,
  addInput: (name: string, type: BitType) => number,
  inputs: ReadonlyMap<string, number>,
): Timing {
  const ports = clockPorts(top);
  const clocks = ports.filter(({ role }) => role === 'clock');
  const isPlain = clocks.length <= 1 && ports.length - clocks.length <= 1;
  const rises = new Map<string, number>();
  if (!isPlain) for (const { name } of clocks) rises.set(name, addInput(name, bit));
  let resetState: number | undefined;
  return {
    isPlain,
    rises,
    risesAt(clock) {
      if (!clock) return graph.zero;
      return isPlain ? graph.one : graph.state(rises.get(clock.name)!, 1, false);
    },
    isActive(reset) {
      if (!reset) return graph.zero;
      if (isPlain) resetState ??= addInput(reset.name, bit);
      return graph.state(isPlain ? resetState! : inputs.get(reset.name)!, 1, false);
    },
    resetState: () => resetState,
  };
}
