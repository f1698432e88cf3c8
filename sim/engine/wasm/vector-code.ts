import { type FunctionCode, numeric, op, valueType, vector } from './encoder.ts';
import { pushWord, type WordSource } from './expression.ts';
import { isVector, type VectorNode } from './vector-node.ts';

/** Pushes the vector's four numbers. */
export function pushVector(code: FunctionCode, node: VectorNode, source: WordSource): void {
  if (!source.pushVector(node)) computeVector(code, node, source);
}

const plainOperators = {
  dot: vector.dot,
  add: vector.add,
  subtract: vector.subtract,
  multiply: vector.multiply,
  and: vector.and,
  or: vector.or,
  xor: vector.xor,
  minimum: vector.minimum,
  maximum: vector.maximum,
  equal: vector.equal,
  notEqual: vector.notEqual,
  lessSigned: vector.lessSigned,
  lessUnsigned: vector.lessUnsigned,
  lessEqualSigned: vector.lessEqualSigned,
  lessEqualUnsigned: vector.lessEqualUnsigned,
  select: vector.bitSelect,
  negate: vector.negate,
} as const;

/** Pushes the vector's four numbers from its operands. */
export function computeVector(code: FunctionCode, node: VectorNode, source: WordSource): void {
  const { operator, operands, numbers } = node;
  switch (operator) {
    case 'constant':
      pushConstant(code, numbers);
      return;
    case 'load':
      code.loadAt('v128', numbers[0]!);
      return;
    case 'gather':
      gather(code, numbers);
      return;
    case 'assemble':
      for (const [lane, operand] of operands.entries()) {
        if (isVector(operand)) throw new TypeError('vectors are assembled from words');
        pushWord(code, operand, 'i32', source);
        if (lane === 0) code.vector(vector.splat);
        else code.vector(vector.replaceLane, lane);
      }
      return;
    case 'splat':
      splat(code, node, source);
      return;
    case 'splatPair':
      splatPair(code, node, source);
      return;
    case 'pair':
      // The low halves of both, the second's behind the first's.
      for (const operand of operands) pushOperand(code, operand as VectorNode, source);
      code.vector(vector.shuffle, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      return;
    case 'choose': {
      const [whenTrue, whenFalse, decider] = operands;
      pushOperand(code, whenTrue!, source);
      pushOperand(code, whenFalse!, source);
      pushOperand(code, decider!, source);
      code.byte(op.typedSelect, 1, valueType.v128);
      return;
    }
    case 'shiftLeft':
    case 'shiftRightSigned':
    case 'shiftRightUnsigned':
      pushOperand(code, operands[0]!, source);
      if (operands.length > 1) pushOperand(code, operands[1]!, source);
      else code.constant('i32', BigInt(numbers[0]!));
      code.vector(vector[operator]);
      return;
    default:
      for (const operand of operands) pushOperand(code, operand, source);
      code.vector(plainOperators[operator]);
  }
}

function pushOperand(code: FunctionCode, operand: VectorNode['operands'][number], source: WordSource): void {
  if (isVector(operand)) pushVector(code, operand, source);
  else pushWord(code, operand, 'i32', source);
}

function pushConstant(code: FunctionCode, numbers: readonly number[]): void {
  const bytes = numbers.flatMap((number) => [0, 8, 16, 24].map((shift) => (number >> shift) & 0xff));
  code.vector(vector.constant, ...bytes);
}

/** Bytes of four addresses, raised to the top of each lane and lowered from there. */
function gather(code: FunctionCode, numbers: readonly number[]): void {
  const addresses = numbers.slice(0, 4);
  const shifts = numbers.slice(4, 8);
  const [width = 0, signed] = numbers.slice(8);
  for (let lane = 0; lane < 4; lane++) code.byte(op.i32Const, 0);
  code.vectorAccess(vector.loadLowest, addresses[0]!);
  for (let lane = 1; lane < 4; lane++) {
    code.vectorAccess(vector.loadLane, addresses[lane]!);
    code.byte(lane);
  }
  const raises = shifts.map((shift) => 32 - width - shift);
  if (raises.every((raise) => raise === raises[0])) {
    code.constant('i32', BigInt(raises[0]!));
    code.vector(vector.shiftLeft);
  } else {
    pushConstant(
      code,
      raises.map((raise) => 2 ** raise),
    );
    code.vector(vector.multiply);
  }
  code.constant('i32', BigInt(32 - width));
  code.vector(signed ? vector.shiftRightSigned : vector.shiftRightUnsigned);
}

function splat(code: FunctionCode, { operands }: VectorNode, source: WordSource): void {
  const [word] = operands;
  if (isVector(word!)) throw new TypeError('a vector is not spread');
  const held = source.laneOf(word!);
  if (!held || held.vector.isMask) {
    pushWord(code, word!, 'i32', source);
    code.vector(vector.splat);
    return;
  }
  const first = 4 * held.lane;
  pushVector(code, held.vector, source);
  const local = code.local('v128');
  code.tee(local);
  code.get(local);
  code.vector(vector.shuffle, ...Array.from({ length: 16 }, (_, byte) => first + (byte % 4)));
}

function splatPair(code: FunctionCode, { operands }: VectorNode, source: WordSource): void {
  const [low, high] = operands;
  if (isVector(low!) || isVector(high!)) throw new TypeError('a vector is not spread');
  const lowHeld = source.laneOf(low!);
  const highHeld = source.laneOf(high!);
  if (lowHeld && highHeld && !lowHeld.vector.isMask && !highHeld.vector.isMask) {
    pushVector(code, lowHeld.vector, source);
    pushVector(code, highHeld.vector, source);
    const [lower, upper] = [4 * lowHeld.lane, (lowHeld.vector === highHeld.vector ? 0 : 16) + 4 * highHeld.lane];
    const bytes = [lower, lower + 1, upper, upper + 1];
    code.vector(vector.shuffle, ...bytes, ...bytes, ...bytes, ...bytes);
    return;
  }
  pushWord(code, low!, 'i32', source);
  code.constant('i32', 0xffffn);
  code.byte(numeric.i32.and);
  pushWord(code, high!, 'i32', source);
  code.constant('i32', 16n);
  code.byte(numeric.i32.shiftLeft, numeric.i32.or);
  code.vector(vector.splat);
}
