import type { Activity, Assignment, Connection, Definition } from './behaviour.ts';
import type { Evaluators } from './evaluators.ts';
import type { Holder } from './layout.ts';
import { narrowEvaluator } from './narrow.ts';
import type { ChildPlan, Process } from './plan.ts';
import { executor } from './statements.ts';
import { wideEvaluator } from './wide.ts';
import { isNarrow, transfer, wordCount } from './words.ts';

type FanOut = (holder: Holder) => readonly number[];

/** A process that does an activity, and has those run again that read what it changed. */
export function processOf(
  activity: Activity,
  evaluators: Evaluators,
  fanOut: FanOut,
  children: readonly ChildPlan[],
): Process {
  if (activity.kind === 'definition') return define(activity, evaluators, fanOut(activity.holder));
  if (activity.kind === 'assignment') return assign(activity, evaluators, fanOut(activity.signal));
  return connect(activity, evaluators, fanOut, children);
}

function define({ holder, expression }: Definition, evaluators: Evaluators, fanOut: readonly number[]): Process {
  const place = evaluators.layout.place(holder);
  // An expression that is a holder itself is computed here and read by all others.
  const isOwn = holder === expression;
  if (isNarrow(expression.type)) {
    const number = isOwn ? narrowEvaluator(expression, evaluators) : evaluators.narrow(expression);
    return (state) => {
      const { words } = state;
      // A word is kept as a signed number, whatever its type.
      const word = number(words) | 0;
      if (words[place] === word) return;
      words[place] = word;
      state.touch(fanOut);
    };
  }
  const from = isOwn ? wideEvaluator(expression, evaluators) : evaluators.wide(expression);
  const count = wordCount(expression.type.width);
  return (state) => {
    const { words } = state;
    if (transfer(words, from(words), words, place, count)) state.touch(fanOut);
  };
}

function assign({ signal, statements }: Assignment, evaluators: Evaluators, fanOut: readonly number[]): Process {
  const { layout } = evaluators;
  const { width } = signal.type;
  const place = layout.place(signal);
  const count = wordCount(width);
  const assigned = layout.reserve(width);
  const execute = executor(statements, evaluators, () => assigned);
  return (state) => {
    const { words } = state;
    words.fill(0, assigned, assigned + count);
    execute(words);
    if (transfer(words, assigned, words, place, count)) state.touch(fanOut);
  };
}

interface Line {
  /** Where the value lies in the parent and in the child. */
  readonly outside: number;
  readonly inside: number;
  readonly count: number;
  readonly fanOut: readonly number[];
}

function connect(
  { instance, inputs }: Connection,
  { layout }: Evaluators,
  fanOut: FanOut,
  children: readonly ChildPlan[],
): Process {
  const number = children.findIndex((child) => child.instance === instance);
  const { ports } = children[number]!.plan;
  const linesIn = inputs.map((input): Line => {
    const { place, count, fanOut: readers } = ports.get(input.name)!;
    return { outside: layout.place(input), inside: place, count, fanOut: readers };
  });
  const linesOut = [...instance.outputs.values()].map((output): Line => {
    const { place, count } = ports.get(output.name)!;
    return { outside: layout.place(output), inside: place, count, fanOut: fanOut(output) };
  });
  return (state) => {
    const { words } = state;
    const child = state.children[number]!;
    for (const { outside, inside, count, fanOut: readers } of linesIn) {
      if (transfer(words, outside, child.words, inside, count)) child.touch(readers);
    }
    if (!child.settle()) return;
    for (const { outside, inside, count, fanOut: readers } of linesOut) {
      if (transfer(child.words, inside, words, outside, count)) state.touch(readers);
    }
  };
}
