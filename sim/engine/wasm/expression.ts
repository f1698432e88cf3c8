import { jointType, type Word } from '../flatten/word.ts';
import type { Arm } from './arms.ts';
import { type FunctionCode, type NumberType, numeric, op } from './encoder.ts';
import type { MemoryPlace } from './layout.ts';
import { testMembership } from './one-of.ts';
import type { LaneOf, Node, VectorNode } from './vector-node.ts';

/** Where a word's operands come from: a local or slot that holds one already, and the addresses of state variables. */
export interface WordSource {
  /** Pushes the word's number if it has been worked out before, and tells whether it has. */
  push(word: Word): boolean;
  /** The same for a vector. */
  pushVector(vector: VectorNode): boolean;
  /** The vector that holds a word, if one does. */
  laneOf(word: Word): LaneOf | undefined;
  /** The arms of a mux that are worked out only where it takes them, at their operands' places. */
  arms?(mux: Word): readonly (Arm | undefined)[] | undefined;
  /** Works a node out into a local. */
  define?(node: Node): void;
  readonly stateAddresses: readonly number[];
  /** By the numbers of the memories. */
  readonly memoryPlaces: readonly MemoryPlace[];
}

const blockOfI32 = 0x7f;
const blockOfI64 = 0x7e;

/** The number type that a word lives in. */
export function typeOf(word: Word): NumberType {
  return word.width <= 32 ? 'i32' : 'i64';
}

/**
 * Pushes the word as the given type: an i64 holds the number, an i32 its low 32 bits, which is the number itself for
 * words of at most 32 bits.
 */
export function pushWord(code: FunctionCode, word: Word, type: NumberType, source: WordSource): void {
  if (word.operator === 'constant') {
    code.constant(type, word.value);
    return;
  }
  const own = typeOf(word);
  if (source.push(word)) convert(code, own, type, word.signed);
  else if (own === 'i64' && type === 'i32' && isRing(word)) pushRing(code, word, 'i32', source);
  else {
    compute(code, word, source);
    convert(code, own, type, word.signed);
  }
}

function convert(code: FunctionCode, from: NumberType, to: NumberType, signed: boolean): void {
  if (from === to) return;
  if (to === 'i32') code.byte(op.i32WrapI64);
  else code.byte(signed ? op.i64ExtendI32Signed : op.i64ExtendI32Unsigned);
}

const ringOperators = {
  add: 'add',
  subtract: 'subtract',
  multiply: 'multiply',
  and: 'and',
  or: 'or',
  xor: 'xor',
} as const;

/** Whether the low bits of the result depend on the low bits of the operands alone. */
function isRing(word: Word): boolean {
  return word.operator in ringOperators;
}

function pushRing(code: FunctionCode, word: Word, type: NumberType, source: WordSource): void {
  const operator = ringOperators[word.operator as keyof typeof ringOperators];
  for (const operand of word.operands) pushWord(code, operand, type, source);
  code.byte(numeric[type][operator]);
}

/** Pushes the word as its own type, from its operands. */
export function compute(code: FunctionCode, word: Word, source: WordSource): void {
  const type = typeOf(word);
  const [first, second, third] = word.operands as [Word, Word, Word];
  switch (word.operator) {
    case 'constant':
      code.constant(type, word.value);
      return;
    case 'state':
      code.loadAt(type, source.stateAddresses[word.state]!);
      return;
    case 'extract':
      extract(code, word, source.stateAddresses[word.state]!);
      return;
    case 'extractElement':
      extractElement(code, word, source);
      return;
    case 'fetch':
      fetch(code, word, source);
      return;
    case 'equal':
    case 'notEqual':
    case 'less':
    case 'lessEqual':
      compare(code, word, source);
      return;
    case 'oneOf':
      pushWord(code, first, 'i32', source);
      testMembership(code, first.width, word.operands.slice(1));
      return;
    case 'slice':
      slice(code, word, source);
      return;
    case 'concatenate':
      word.operands.forEach((operand, part) => {
        pushWord(code, operand, type, source);
        const offset = word.offsets[part]!;
        if (offset > 0) shiftBy(code, type, 'shiftLeft', offset);
        if (part > 0) code.byte(numeric[type].or);
      });
      return;
    case 'mux':
      if (chooseArm(code, word, source)) return;
      pushWord(code, second, type, source);
      pushWord(code, third, type, source);
      pushWord(code, first, 'i32', source);
      code.byte(op.select);
      return;
    case 'shiftLeft':
      pushWord(code, first, type, source);
      pushWord(code, second, type, source);
      code.byte(numeric[type].shiftLeft);
      return;
    case 'shiftRight':
      shiftRight(code, word, source);
      return;
    case 'parity': {
      const inner = typeOf(first);
      pushWord(code, first, inner, source);
      code.byte(numeric[inner].countOnes);
      convert(code, inner, 'i32', false);
      code.constant('i32', 1n);
      code.byte(numeric.i32.and);
      return;
    }
    default:
      pushRing(code, word, type, source);
  }
}

/** Works out only the arm that the mux takes, where one is worth a branch. */
function chooseArm(code: FunctionCode, mux: Word, source: WordSource): boolean {
  const arms = source.arms?.(mux);
  if (!arms) return false;
  const type = typeOf(mux);
  pushWord(code, mux.operands[0]!, 'i32', source);
  code.byte(op.if, type === 'i32' ? blockOfI32 : blockOfI64);
  for (const operand of [1, 2] as const) {
    for (const node of arms[operand]?.definitions ?? []) source.define!(node);
    pushWord(code, mux.operands[operand]!, type, source);
    code.byte(operand === 1 ? op.else : op.end);
  }
  return true;
}

function shiftBy(
  code: FunctionCode,
  type: NumberType,
  shift: 'shiftLeft' | 'shiftRightSigned' | 'shiftRightUnsigned',
  distance: number,
): void {
  if (distance === 0) return;
  code.constant(type, BigInt(distance));
  code.byte(numeric[type][shift]);
}

function mask(code: FunctionCode, type: NumberType, width: number): void {
  code.constant(type, (1n << BigInt(width)) - 1n);
  code.byte(numeric[type].and);
}

/** Turns `size` bits on the stack into the number that `width` of them from bit `low` stand for. */
function field(code: FunctionCode, type: NumberType, low: number, width: number, signed: boolean): void {
  const size = type === 'i32' ? 32 : 64;
  if (signed) {
    if (type === 'i32' && low === 0 && (width === 8 || width === 16)) {
      code.byte(width === 8 ? op.i32Extend8 : op.i32Extend16);
      return;
    }
    shiftBy(code, type, 'shiftLeft', size - low - width);
    shiftBy(code, type, 'shiftRightSigned', size - width);
    return;
  }
  shiftBy(code, type, 'shiftRightUnsigned', low);
  if (low + width < size) mask(code, type, width);
}

function extract(code: FunctionCode, { low, width, signed }: Word, address: number): void {
  const byte = address + Math.floor(low / 8);
  const shift = low % 8;
  code.byte(op.i32Const, 0);
  if (shift === 0 && width === 8) code.access(signed ? op.i32Load8Signed : op.i32Load8Unsigned, byte);
  else if (shift === 0 && width === 16) code.access(signed ? op.i32Load16Signed : op.i32Load16Unsigned, byte);
  else if (shift + width <= 32) {
    code.access(op.i32Load, byte);
    field(code, 'i32', shift, width, signed);
  } else {
    code.access(op.i64Load, byte);
    field(code, 'i64', shift, width, signed);
    if (width <= 32) code.byte(op.i32WrapI64);
  }
}

function extractElement(code: FunctionCode, word: Word, source: WordSource): void {
  const { width, low: distance } = word;
  const address = source.stateAddresses[word.state]!;
  pushWord(code, word.operands[0]!, 'i32', source);
  code.constant('i32', BigInt(distance % 8 === 0 ? distance / 8 : distance));
  code.byte(numeric.i32.multiply);
  if (distance % 8 === 0) {
    if (width === 8) code.access(op.i32Load8Unsigned, address);
    else if (width === 16) code.access(op.i32Load16Unsigned, address);
    else {
      const type = width <= 32 ? 'i32' : 'i64';
      code.access(type === 'i32' ? op.i32Load : op.i64Load, address);
      field(code, type, 0, width, false);
    }
    return;
  }
  const bit = code.local('i32');
  code.tee(bit);
  shiftBy(code, 'i32', 'shiftRightUnsigned', 3);
  const type = width + 7 <= 32 ? 'i32' : 'i64';
  code.access(type === 'i32' ? op.i32Load : op.i64Load, address);
  code.get(bit);
  mask(code, 'i32', 3);
  convert(code, 'i32', type, false);
  code.byte(numeric[type].shiftRightUnsigned);
  mask(code, type, width);
  convert(code, type, typeOf(word), false);
}

function fetch(code: FunctionCode, word: Word, source: WordSource): void {
  const { width, signed, low } = word;
  const { base, stride } = source.memoryPlaces[word.memory]!;
  const address = base + Math.floor(low / 8);
  pushWord(code, word.operands[0]!, 'i32', source);
  code.constant('i32', BigInt(stride));
  code.byte(numeric.i32.multiply);
  if (low === 0 && width > 32) {
    code.access(op.i64Load, address);
    return;
  }
  code.access(op.i32Load, address);
  // A row of at most 32 bits holds the number; a part of a wider one shares its bytes with others.
  if (stride > 4) field(code, 'i32', 0, width, signed);
}

function compare(code: FunctionCode, word: Word, source: WordSource): void {
  const [left, right] = word.operands as [Word, Word];
  const joint = jointType(left, right);
  const type = joint.width <= 32 ? 'i32' : 'i64';
  if (left.operator === 'constant' && left.value === 0n && word.operator === 'equal') {
    pushWord(code, right, type, source);
    code.byte(numeric[type].equalsZero);
    return;
  }
  pushWord(code, left, type, source);
  pushWord(code, right, type, source);
  const operators = numeric[type];
  if (word.operator === 'equal') code.byte(operators.equal);
  else if (word.operator === 'notEqual') code.byte(operators.notEqual);
  else if (word.operator === 'less') code.byte(joint.signed ? operators.lessSigned : operators.lessUnsigned);
  else code.byte(joint.signed ? operators.lessEqualSigned : operators.lessEqualUnsigned);
}

/** Whole bytes of a state variable that lies as one number need no more than a load. */
function loadSlice(code: FunctionCode, { operands, low, width, signed }: Word, source: WordSource): boolean {
  const operand = operands[0]!;
  if (operand.operator !== 'state' || low % 8 !== 0 || low + width > operand.width) return false;
  if ((width !== 8 && width !== 16) || source.laneOf(operand)) return false;
  code.byte(op.i32Const, 0);
  const byte = source.stateAddresses[operand.state]! + low / 8;
  if (width === 8) code.access(signed ? op.i32Load8Signed : op.i32Load8Unsigned, byte);
  else code.access(signed ? op.i32Load16Signed : op.i32Load16Unsigned, byte);
  return true;
}

function slice(code: FunctionCode, word: Word, source: WordSource): void {
  const operand = word.operands[0]!;
  const { low, width, signed } = word;
  if (loadSlice(code, word, source)) return;
  const beyond = low + width > 64;
  const type: NumberType = low + width > 32 || (low > 0 && operand.width > 32) ? 'i64' : 'i32';
  pushWord(code, operand, type, source);
  const size = type === 'i32' ? 32 : 64;
  if (beyond) {
    // Only a signed operand has bits to give beyond its width: those of its sign.
    shiftBy(code, type, 'shiftRightSigned', low);
    if (!signed && width < size) mask(code, type, width);
  } else if (low + width === operand.width && operand.signed === signed && operand.width <= size) {
    shiftBy(code, type, signed ? 'shiftRightSigned' : 'shiftRightUnsigned', low);
  } else if (type === 'i64' && width <= 32 && !signed) {
    shiftBy(code, type, 'shiftRightUnsigned', low);
    convert(code, type, 'i32', false);
    if (width < 32 && low + width < size) mask(code, 'i32', width);
    return;
  } else field(code, type, low, width, signed);
  convert(code, type, typeOf(word), signed);
}

function shiftRight(code: FunctionCode, word: Word, source: WordSource): void {
  const [operand, amount] = word.operands as [Word, Word];
  const type = typeOf(word);
  const size = type === 'i32' ? 32 : 64;
  const operators = numeric[type];
  const shift = operand.signed ? operators.shiftRightSigned : operators.shiftRightUnsigned;
  pushWord(code, operand, type, source);
  pushWord(code, amount, type, source);
  if (2 ** amount.width <= size) {
    code.byte(shift);
    return;
  }
  const distance = code.local(type);
  code.tee(distance);
  if (operand.signed) {
    code.constant(type, BigInt(size - 1));
    withinSize(code, type, distance, size);
    code.byte(op.select, shift);
  } else {
    code.byte(shift);
    code.constant(type, 0n);
    withinSize(code, type, distance, size);
    code.byte(op.select);
  }
}

function withinSize(code: FunctionCode, type: NumberType, distance: number, size: number): void {
  code.get(distance);
  code.constant(type, BigInt(size));
  code.byte(numeric[type].lessUnsigned);
}
