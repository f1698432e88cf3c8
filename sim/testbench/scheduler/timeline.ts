import type { ProcessState, Wait } from './process.ts';

/** A wait for the edge at which a clock has risen `target` times. */
export interface EdgeWait {
  readonly wait: Wait<void>;
  readonly target: number;
}

/** A wait for a condition, which is looked at behind each edge, or with `before` in front of it. Gives the edges taken. */
export interface ConditionWait {
  readonly wait: Wait<number>;
  readonly holds: () => boolean;
  readonly before: boolean;
  /** Edges of the clock when the wait began, and those at which it fails. */
  readonly start: number;
  readonly limit: number;
  readonly timeoutError: () => Error;
  /** The port and value that the condition stands for, where it does: an engine can wait for them alone. */
  readonly port: { readonly name: string; readonly value: number } | undefined;
}

/** A wait for something that a process does, which fails when the first clock has risen `limit` times. */
export interface EventWait {
  readonly wait: Wait;
  readonly limit: number;
  readonly timeoutError: () => Error;
}

/** What goes along with a clock without being a process: a driver or monitor. Both are called in order of creation. */
export interface Agent {
  /** For messages. */
  readonly name: string;
  /** In front of each edge, when inputs and outputs have settled; nothing may be set. */
  before(): void;
  /** Behind each edge, before any process. */
  after?(): void;
}

/** A clock of the simulation and what waits for it. Time is counted in the unit of the periods. */
export interface ClockState {
  /** Name of its port; empty for a design without clocks. */
  readonly name: string;
  readonly period: number;
  nextTime: number;
  edges: number;
  readonly edgeWaits: EdgeWait[];
  readonly conditionWaits: ConditionWait[];
  /** Waits for the moment before the next edge. */
  readonly settledWaits: { readonly wait: Wait<void> }[];
  readonly agents: Agent[];
}

/** Whether processes wait for the clock. */
export function isAwaited({ edgeWaits, conditionWaits, settledWaits }: ClockState): boolean {
  return edgeWaits.some(isOpen) || conditionWaits.some(isOpen) || settledWaits.some(isOpen);
}

const isOpen = ({ wait }: { readonly wait: { readonly isOver: boolean } }): boolean => !wait.isOver;

/** The time of the next edge: clocks whose edges are at one time rise together. */
export function nextTime(clocks: readonly ClockState[]): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const clock of clocks) if (clock.nextTime < earliest) earliest = clock.nextTime;
  return earliest;
}

/** The clock has risen `edges` times more. */
export function passed(clock: ClockState, edges: number): void {
  clock.edges += edges;
  clock.nextTime += edges * clock.period;
}

/** Takes all waits for which `isDue` holds out of the list, and forgets those that are over. */
export function takeDue<W extends { readonly wait: { readonly isOver: boolean } }>(
  waits: W[],
  isDue: (wait: W) => boolean,
): readonly W[] {
  if (waits.length === 0) return nothing;
  const due: W[] = [];
  let kept = 0;
  for (const entry of waits) {
    if (entry.wait.isOver) continue;
    if (isDue(entry)) due.push(entry);
    else waits[kept++] = entry;
  }
  waits.length = kept;
  return due;
}

const nothing: readonly never[] = [];

/** Puts what wakes together in the order in which its processes were created. */
export function sortByProcess(entries: { readonly process: ProcessState }[]): void {
  if (entries.length > 1) entries.sort((first, second) => first.process.number - second.process.number);
}
