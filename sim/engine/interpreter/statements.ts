import type { Assignable, Connect, Statement, Switch } from '../../../generators/circuit/types.ts';
import type { Evaluators } from './evaluators.ts';
import { bitsWriter } from './wide.ts';
import { fillAbove, isNarrow, wordCount } from './words.ts';

/** Runs statements on the words of an instance. */
export type Executor = (words: Int32Array) => void;

/** Executes statements in order. What they assign goes where `placeOf` says, not to the signal: reads do not see it. */
export function executor(
  statements: readonly Statement[],
  evaluators: Evaluators,
  placeOf: (signal: Assignable) => number,
): Executor {
  const executors = statements.map((statement): Executor => {
    if (statement.kind === 'connect') return connect(statement, evaluators, placeOf(statement.target.signal));
    if (statement.kind === 'switch') return choose(statement, evaluators, placeOf);
    const condition = evaluators.narrow(statement.condition);
    const then = executor(statement.then, evaluators, placeOf);
    const otherwise = executor(statement.otherwise, evaluators, placeOf);
    return (words) => (condition(words) === 0 ? otherwise(words) : then(words));
  });
  const [only] = executors;
  if (only && executors.length === 1) return only;
  return (words) => {
    for (const execute of executors) execute(words);
  };
}

function choose(
  { selector, cases, fallback = [] }: Switch,
  evaluators: Evaluators,
  placeOf: (signal: Assignable) => number,
): Executor {
  const bodies = new Map<number | bigint, Executor>();
  const narrow = isNarrow(selector.type);
  for (const { values, body } of cases) {
    const execute = executor(body, evaluators, placeOf);
    for (const { value } of values) bodies.set(narrow ? Number(value) : value, execute);
  }
  const otherwise = executor(fallback, evaluators, placeOf);
  const value = narrow ? evaluators.narrow(selector) : evaluators.exact(selector);
  return (words) => (bodies.get(value(words)) ?? otherwise)(words);
}

function connect({ target, value }: Connect, evaluators: Evaluators, place: number): Executor {
  const { signal, range, element } = target;
  const { type } = signal;
  if (element) {
    const index = evaluators.amount(element.index);
    const write = bitsWriter(value, evaluators);
    return (words) => {
      const low = index(words) * element.width;
      if (low >= type.width) return;
      write(words, place, low, Math.min(element.width, type.width - low));
      fillAbove(words, place, type);
    };
  }
  if (range) {
    const write = bitsWriter(value, evaluators);
    return (words) => {
      write(words, place, range.low, range.high - range.low + 1);
      fillAbove(words, place, type);
    };
  }
  if (isNarrow(type)) {
    const number = evaluators.narrow(value);
    return (words) => {
      words[place] = number(words);
    };
  }
  const from = evaluators.wide(value);
  const count = wordCount(type.width);
  return (words) => {
    const lowest = from(words);
    for (let word = 0; word < count; word++) words[place + word] = words[lowest + word]!;
  };
}
