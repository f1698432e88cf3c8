import { align, type Document, fill, group, indent, layOut, line, softLine } from './document.ts';
import type { InfixOperator, VerilogExpression } from './tree.ts';

const precedence: Record<InfixOperator, number> = {
  '*': 11,
  '+': 10,
  '-': 10,
  '<<': 9,
  '>>': 9,
  '>>>': 9,
  '<': 8,
  '<=': 8,
  '>': 8,
  '>=': 8,
  '==': 7,
  '!=': 7,
  '&': 6,
  '^': 5,
  '|': 4,
  '&&': 3,
  '||': 2,
};

const associative = new Set<InfixOperator>(['&', '|', '^', '&&', '||']);

export function printExpression(expression: VerilogExpression): Document {
  switch (expression.kind) {
    case 'number':
      return printNumber(expression.width, expression.value, expression.signed);
    case 'identifier':
      return expression.name;
    case 'verbatim':
      return expression.text;
    case 'select': {
      const { name, high, low } = expression;
      return high === low ? `${name}[${high}]` : `${name}[${high}:${low}]`;
    }
    case 'indexedSelect': {
      const offset = layOut(printExpression(expression.offset), Number.POSITIVE_INFINITY);
      return [expression.name, '[', offset, expression.width === 1 ? ']' : ` +: ${expression.width}]`];
    }
    case 'word': {
      const { name, index, bits } = expression;
      const word = [name, '[', layOut(printExpression(index), Number.POSITIVE_INFINITY), ']'];
      if (!bits) return word;
      return [...word, bits.high === bits.low ? `[${bits.high}]` : `[${bits.high}:${bits.low}]`];
    }
    case 'prefix': {
      const { operand, operator } = expression;
      // yosys reads `-9'(x)` as a cast to -9 bits, and `&&x`, `~&x` are operators of their own.
      const bare = !['infix', 'conditional', 'prefix', 'cast', 'number'].includes(operand.kind);
      return bare ? [operator, printExpression(operand)] : [operator, parenthesise(printExpression(operand))];
    }
    case 'infix':
      return group(align(printChain(expression)));
    case 'conditional':
      return group(align(printConditional(expression)));
    case 'concatenation':
      return group(['{', indent([softLine, fill(separate(expression.parts))]), softLine, '}']);
    case 'replication': {
      const { part } = expression;
      const inner = part.kind === 'concatenation' ? printExpression(part) : ['{', printExpression(part), '}'];
      return ['{', String(expression.count), inner, '}'];
    }
    case 'cast':
      return [`${expression.width}'`, parenthesise(printExpression(expression.operand))];
    case 'call':
      return [expression.name, parenthesise(printExpression(expression.operand))];
  }
}

function parenthesise(content: Document): Document {
  return ['(', align(content), ')'];
}

function separate(parts: readonly VerilogExpression[]): Document[] {
  return parts.map((part, position) => [printExpression(part), position < parts.length - 1 ? ',' : '']);
}

/** Operators of one precedence that lean left, in one group: they break all at once, each operator at a line's end. */
function printChain(expression: VerilogExpression & { kind: 'infix' }): Document {
  const { operator, left, right } = expression;
  const first =
    left.kind === 'infix' && chains(left.operator, operator) ? printChain(left) : printOperand(left, operator, false);
  return [first, ` ${operator}`, line, printOperand(right, operator, true)];
}

function chains(inner: InfixOperator, outer: InfixOperator): boolean {
  return inner === outer
    ? inner === '+' || inner === '-' || associative.has(inner)
    : additive(inner) && additive(outer);
}

const additive = (operator: InfixOperator) => operator === '+' || operator === '-';

function printOperand(operand: VerilogExpression, outer: InfixOperator, isRight: boolean): Document {
  const printed = printExpression(operand);
  if (operand.kind === 'conditional') return parenthesise(printed);
  if (operand.kind !== 'infix') return printed;
  const inner = operand.operator;
  if (inner === outer && associative.has(inner)) return printed;
  const weaker = precedence[inner] < precedence[outer] || (precedence[inner] === precedence[outer] && isRight);
  return weaker || !obvious(inner, outer) ? parenthesise(printed) : printed;
}

/** Whether readers know by heart that `inner` binds closer than `outer`. */
function obvious(inner: InfixOperator, outer: InfixOperator): boolean {
  if (outer === '&&' || outer === '||') return precedence[inner] >= 7;
  if (precedence[outer] === 7 || precedence[outer] === 8) return precedence[inner] >= 10;
  return (outer === '+' || outer === '-') && precedence[inner] >= 10;
}

function printConditional(expression: VerilogExpression & { kind: 'conditional' }): Document {
  const { condition, whenTrue, whenFalse } = expression;
  const guard = ['infix', 'conditional'].includes(condition.kind)
    ? parenthesise(printExpression(condition))
    : printExpression(condition);
  const first = whenTrue.kind === 'conditional' ? parenthesise(printExpression(whenTrue)) : printExpression(whenTrue);
  const second = whenFalse.kind === 'conditional' ? printConditional(whenFalse) : printExpression(whenFalse);
  const taken = group([guard, ' ?', indent([line, first])]);
  return [taken, line, ': ', whenFalse.kind === 'conditional' ? second : align(second)];
}

/** `8'd5`, `-8'sd3`, `20'h3_ffff`: bits and small numbers in decimal, wide ones in hexadecimal. */
function printNumber(width: number, value: bigint, signed: boolean): Document {
  const base = signed ? 's' : '';
  if (width === 1) return `1'${base}b${value}`;
  if (signed && value >= 1n << BigInt(width - 1)) {
    const magnitude = (1n << BigInt(width)) - value;
    // The most negative number has no positive counterpart of its width.
    if (magnitude < 1n << BigInt(width - 1) && width <= 32) return `-${width}'sd${magnitude}`;
    return `${width}'sh${value.toString(16)}`;
  }
  if (width <= 32 && value < 65536n) return `${width}'${base}d${value}`;
  if (value < 10n) return `${width}'${base}d${value}`;
  return `${width}'${base}h${group4(value.toString(16))}`;
}

function group4(digits: string): string {
  return digits.length <= 4 ? digits : digits.replace(/\B(?=(?:.{4})+$)/g, '_');
}
