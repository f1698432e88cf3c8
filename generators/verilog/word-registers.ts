import { children, forEachExpression, forEachModuleRoot, forEachStatement } from '../circuit/expressions.ts';
import type { Expression, LogicModule, Register, Target } from '../circuit/types.ts';
import { constantOf } from './constants.ts';

/** More write ports than RAM has are decoders and registers anyway, and a vector says so in less text. */
const mostWrites = 2;

/**
 * The registers that are printed as arrays of words, `logic [31:0] words [0:15]`, each with the number of its words:
 * synthesis finds RAM in them, and a variable index takes no shifter over the whole vector. They are vectors without a
 * reset that are written word by word in at most two places and read word by word, both at a variable index.
 */
export function wordRegisters(module: LogicModule): ReadonlyMap<Register, number> {
  const words = new Map<Register, number>();
  for (const signal of module.signals) {
    if (signal.kind !== 'register' || signal.reset || signal.keep || signal.crossing) continue;
    const { lanes = 1, width } = signal.type;
    if (lanes > 1 && width % lanes === 0) words.set(signal, lanes);
  }
  if (words.size === 0) return words;
  const written = keepThoseWritten(module, words);
  const read = keepThoseRead(module, words);
  for (const register of [...words.keys()]) if (!written.has(register) || !read.has(register)) words.delete(register);
  return words;
}

/** Removes the registers that are written otherwise; gives those that are written at a variable index. */
function keepThoseWritten(module: LogicModule, words: Map<Register, number>): ReadonlySet<Register> {
  const writes = new Map<Register, number>();
  const written = new Set<Register>();
  forEachStatement(module.statements, (statement) => {
    if (statement.kind !== 'connect' || statement.target.signal.kind !== 'register') return;
    const { target } = statement;
    const register = statement.target.signal;
    const count = (writes.get(register) ?? 0) + 1;
    writes.set(register, count);
    if (count > mostWrites || !isWord(target, wordWidth(register, words))) words.delete(register);
    if (target.element && constantOf(target.element.index) === undefined) written.add(register);
  });
  return written;
}

/** Removes the registers that are read otherwise; gives those that are read at a variable index. */
function keepThoseRead(module: LogicModule, words: Map<Register, number>): ReadonlySet<Register> {
  const seen = new Set<Expression>();
  const read = new Set<Register>();
  const registerOf = (expression: Expression): Register | undefined =>
    expression.kind === 'reference' && expression.signal.kind === 'register' ? expression.signal : undefined;
  forEachModuleRoot(module, (root) => {
    const whole = registerOf(root);
    if (whole) words.delete(whole);
    forEachExpression(root, seen, (expression) => {
      for (const [place, operand] of children(expression).entries()) {
        const register = registerOf(operand);
        if (!register) continue;
        if (place > 0 || !readsWord(expression, wordWidth(register, words))) words.delete(register);
        else if (expression.kind === 'element' && constantOf(expression.index) === undefined) read.add(register);
      }
    });
  });
  return read;
}

/** Undefined where the register is no candidate any more. */
function wordWidth(register: Register, words: ReadonlyMap<Register, number>): number | undefined {
  const count = words.get(register);
  return count === undefined ? undefined : register.type.width / count;
}

function readsWord(expression: Expression, width: number | undefined): boolean {
  if (expression.kind === 'element') return expression.type.width === width;
  return expression.kind === 'slice' && isOneWord(expression, width);
}

function isWord({ range, element }: Target, width: number | undefined): boolean {
  return element ? element.width === width : range !== undefined && isOneWord(range, width);
}

function isOneWord({ high, low }: { readonly high: number; readonly low: number }, width: number | undefined): boolean {
  return width !== undefined && high - low + 1 === width && low % width === 0;
}
