import { armWhere } from './choices.ts';
import { foldBinary } from './constant-folding.ts';
import { dissolves, isNarrowed, isSum, narrow, withoutLowest } from './cuts.ts';
import { copiesFrom, fewestCopies, fillFactor, fillOf, withSingleCopies } from './fill.ts';
import { exclusionOf, membershipOf, union } from './members.ts';
import { type Reversal, reversalOf, reversedBits } from './reversal.ts';
import { type BinaryWordOperator, boundOf, isSameList, jointType, type Part, type Word, wrap } from './word.ts';

type WordFields = Pick<Word, 'operator' | 'width' | 'signed'> &
  Partial<Pick<Word, 'operands' | 'value' | 'state' | 'memory' | 'low' | 'offsets'>>;

type ComparisonOperator = 'equal' | 'notEqual' | 'less' | 'lessEqual';

const none: readonly never[] = [];

/** Builds words; equal ones are one object, constants are folded, and what an identity of algebra makes void is left out. */
export class WordGraph {
  readonly words: Word[] = [];
  /** Words by what they hash to: the newest, and for each word the one before it of the same hash. */
  readonly #known = new Map<number, Word>();
  readonly #next: (Word | undefined)[] = [];
  readonly #constants = new Map<bigint, Word>();
  readonly #reversals = new Map<Word, Reversal>();
  readonly zero: Word = this.constant(0n);
  readonly one: Word = this.constant(1n);

  #word(fields: WordFields): Word {
    const { operator, width, signed, operands = none, value = 0n, state = -1, memory = -1, low = 0 } = fields;
    const { offsets = none } = fields;
    let hash = operator.length * 64 + operator.charCodeAt(0) + width * 2048 + (signed ? 1024 : 0);
    for (let place = 0; place < operands.length; place++) hash = Math.imul(hash, 31) + operands[place]!.id;
    hash = (Math.imul(hash, 31) + (state + memory)) | 0;
    hash = ((Math.imul(hash, 31) + low) ^ offsets.length) & 0x3fffffff;
    const first = this.#known.get(hash);
    for (let known = first; known !== undefined; known = this.#next[known.id]) {
      if (
        known.operator === operator &&
        known.width === width &&
        known.signed === signed &&
        known.state === state &&
        known.memory === memory &&
        known.low === low &&
        known.value === value &&
        isSameList(known.operands, operands) &&
        isSameList(known.offsets, offsets)
      ) {
        return known;
      }
    }
    if (width < 1 || width > 64) throw new RangeError(`a word of ${width} bits (${operator})`);
    const word: Word = { id: this.words.length, operator, width, signed, operands, value, state, memory, low, offsets };
    this.words.push(word);
    this.#next.push(first);
    this.#known.set(hash, word);
    return word;
  }

  /** The number in the fewest bits. */
  constant(value: bigint): Word {
    const known = this.#constants.get(value);
    if (known) return known;
    const magnitude = value < 0n ? ~value : value;
    const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
    const width = value < 0n ? bits + 1 : Math.max(bits, 1);
    const word = this.#word({ operator: 'constant', width, signed: value < 0n, value });
    this.#constants.set(value, word);
    return word;
  }

  state(state: number, width: number, signed: boolean): Word {
    return this.#word({ operator: 'state', width, signed, state });
  }

  extract(state: number, low: number, width: number, signed: boolean): Word {
    return this.#word({ operator: 'extract', width, signed, state, low });
  }

  extractElement(state: number, index: Word, width: number, distance: number): Word {
    return this.#word({ operator: 'extractElement', width, signed: false, state, low: distance, operands: [index] });
  }

  fetch(memory: number, address: Word, low: number, width: number, signed: boolean): Word {
    return this.#word({ operator: 'fetch', width, signed, memory, low, operands: [address] });
  }

  /** `width` and `signed` are those of a type that holds every result. */
  binary(operator: BinaryWordOperator, left: Word, right: Word, width: number, signed: boolean): Word {
    if (left.operator === 'constant' && right.operator === 'constant') {
      return this.constant(foldBinary(operator, left.value, right.value));
    }
    if (operator !== 'subtract' && right.id < left.id) return this.binary(operator, right, left, width, signed);
    const simpler = this.#simplerBinary(operator, left, right);
    if (simpler) return simpler;
    const bound = boundOf(operator, left, right);
    const type = bound.width <= width ? bound : { width, signed };
    return this.#word({ operator, ...type, operands: [left, right] });
  }

  #simplerBinary(operator: BinaryWordOperator, left: Word, right: Word): Word | undefined {
    const constant = left.operator === 'constant' ? left : right.operator === 'constant' ? right : undefined;
    const other = constant === left ? right : left;
    if (operator === 'subtract') {
      if (left === right) return this.zero;
      return right === this.zero ? left : undefined;
    }
    if (constant === this.zero) return operator === 'multiply' || operator === 'and' ? this.zero : other;
    if (constant === this.one && operator === 'multiply') return other;
    if (left === right && operator !== 'add' && operator !== 'multiply') {
      return operator === 'xor' ? this.zero : left;
    }
    if (constant && (operator === 'and' || operator === 'or')) {
      const allOnes = other.signed ? -1n : (1n << BigInt(other.width)) - 1n;
      if (constant.value === allOnes) return operator === 'and' ? other : constant;
    }
    if (operator === 'or') return this.#either(left, right);
    if (operator === 'and') return this.#neither(left, right);
    if (operator === 'xor' && constant === this.one && other.width === 1 && !other.signed) return this.#inverted(other);
    return undefined;
  }

  #inverted(bit: Word): Word | undefined {
    const [left, right] = bit.operands as [Word, Word];
    if (bit.operator === 'equal') return this.compare('notEqual', left, right);
    if (bit.operator === 'notEqual') return this.compare('equal', left, right);
    if (bit.operator === 'less') return this.compare('lessEqual', right, left);
    if (bit.operator === 'lessEqual') return this.compare('less', right, left);
    if (bit.operator === 'xor' && left === this.one) return right;
    return undefined;
  }

  not(bit: Word): Word {
    return this.binary('xor', bit, this.one, 1, false);
  }

  and(left: Word, right: Word): Word {
    return (
      this.#neither(left, right) ??
      this.binary('and', left, right, Math.max(left.width, right.width), left.signed || right.signed)
    );
  }

  or(left: Word, right: Word): Word {
    return (
      this.#either(left, right) ??
      this.binary('or', left, right, Math.max(left.width, right.width), left.signed || right.signed)
    );
  }

  /** Two bits that compare one word with constants, as one. */
  #either(left: Word, right: Word): Word | undefined {
    const one = membershipOf(left);
    const other = one && membershipOf(right);
    return other && one.word === other.word ? this.#oneOf(one.word, union(one.values, other.values)) : undefined;
  }

  #neither(left: Word, right: Word): Word | undefined {
    const one = exclusionOf(left, this.one);
    const other = one && exclusionOf(right, this.one);
    if (!other || one.word !== other.word) return undefined;
    const either = this.#oneOf(one.word, union(one.values, other.values));
    return either && this.not(either);
  }

  /** 1 where the unsigned word has one of the values, which are ascending; nothing for two, for which one by one is as good. */
  #oneOf(word: Word, values: readonly Word[]): Word | undefined {
    if (values.length === 1) return this.compare('equal', values[0]!, word);
    const others = 2 ** word.width - values.length;
    if (others === 0) return this.one;
    if (others === 1) {
      const missing = values.findIndex(({ value }, place) => value !== BigInt(place));
      const other = missing < 0 ? values.length : missing;
      return this.compare('notEqual', this.constant(BigInt(other)), word);
    }
    if (values.length < 3) return undefined;
    return this.#word({ operator: 'oneOf', width: 1, signed: false, operands: [word, ...values] });
  }

  /** `word` is unsigned, of at most 32 bits, and `values` are constants. */
  oneOf(word: Word, values: readonly Word[]): Word {
    return values.map((value) => this.compare('equal', value, word)).reduce((any, one) => this.or(any, one), this.zero);
  }

  compare(operator: ComparisonOperator, left: Word, right: Word): Word {
    const symmetric = operator === 'equal' || operator === 'notEqual';
    if (left.operator === 'constant' && right.operator === 'constant') {
      return foldBinary(operator, left.value, right.value) === 1n ? this.one : this.zero;
    }
    if (left === right) return operator === 'equal' || operator === 'lessEqual' ? this.one : this.zero;
    if (symmetric && (right.operator === 'constant' || (left.operator !== 'constant' && right.id < left.id)))
      return this.compare(operator, right, left);
    if (symmetric && left.operator === 'constant' && !right.signed) {
      const outside = left.value < 0n || left.value >> BigInt(right.width) !== 0n;
      if (outside) return operator === 'equal' ? this.zero : this.one;
      if (right.width === 1) return (left === this.one) === (operator === 'equal') ? right : this.not(right);
    }
    return this.#word({ operator, width: 1, signed: false, operands: [left, right] });
  }

  mux(condition: Word, whenTrue: Word, whenFalse: Word): Word {
    if (condition.operator === 'constant') return condition.value === 1n ? whenTrue : whenFalse;
    if (condition.operator === 'xor' && condition.operands[0] === this.one) {
      return this.mux(condition.operands[1]!, whenFalse, whenTrue);
    }
    if (condition.operator === 'notEqual') {
      return this.mux(this.compare('equal', condition.operands[0]!, condition.operands[1]!), whenFalse, whenTrue);
    }
    const one = armWhere(whenTrue, condition, true);
    const other = armWhere(whenFalse, condition, false);
    if (one !== whenTrue || other !== whenFalse) return this.mux(condition, one, other);
    // What the other arm gives anyway needs no choice.
    if (armWhere(other, condition, true) === one) return other;
    if (one === this.one && other === this.zero) return condition;
    if (one === this.zero && other === this.one) return this.not(condition);
    const joined = one === this.one ? this.#either(condition, other) : undefined;
    if (joined) return joined;
    const type = jointType(one, other);
    return this.#word({ operator: 'mux', ...type, operands: [condition, one, other] });
  }

  shiftLeft(operand: Word, amount: Word, width: number): Word {
    if (amount.operator === 'constant') {
      const factor = 1n << amount.value;
      return this.binary('multiply', operand, this.constant(factor), width, operand.signed);
    }
    if (operand === this.zero) return operand;
    return this.#word({ operator: 'shiftLeft', width, signed: operand.signed, operands: [operand, amount] });
  }

  shiftRight(operand: Word, amount: Word): Word {
    if (amount === this.zero) return operand;
    if (operand.operator === 'constant' && (operand.value === 0n || operand.value === -1n)) return operand;
    const { width, signed } = operand;
    return this.#word({ operator: 'shiftRight', width, signed, operands: [operand, amount] });
  }

  parity(operand: Word): Word {
    if (operand.operator === 'constant') {
      const ones = operand.value.toString(2).replaceAll('0', '').length;
      return ones % 2 === 1 ? this.one : this.zero;
    }
    if (operand.width === 1) return operand;
    return this.#word({ operator: 'parity', width: 1, signed: false, operands: [operand] });
  }

  /** The number that `width` bits from bit `low` of the operand stand for. */
  slice(operand: Word, low: number, width: number, signed: boolean): Word {
    if (operand.operator === 'constant') return this.constant(wrap(operand.value >> BigInt(low), width, signed));
    if (!operand.signed) {
      if (low >= operand.width) return this.zero;
      if (low + width > operand.width) return this.slice(operand, low, operand.width - low, false);
      if (low === 0 && !signed && width === operand.width) return operand;
    } else {
      if (low >= operand.width) return this.slice(operand, operand.width - 1, width, signed);
      if (signed && low + width > operand.width) return this.slice(operand, low, operand.width - low, true);
      if (low === 0 && signed && width === operand.width) return operand;
    }
    if (low + width <= operand.width) {
      const inner = operand.operands[0];
      if (operand.operator === 'slice' && !isNarrowed(operand)) {
        return this.slice(inner!, low + operand.low, width, signed);
      }
      if (operand.operator === 'extract') return this.extract(operand.state, operand.low + low, width, signed);
      if (operand.operator === 'concatenate') {
        const within = this.#sliceOfConcatenation(operand, low, width, signed);
        if (within) return within;
      }
      const reversal = width === 1 ? this.#reversals.get(operand) : undefined;
      if (reversal) return this.slice(reversal.word, reversal.low + reversal.count - 1 - low, 1, signed);
      if (operand.operator === 'multiply') {
        const within = this.#sliceOfFill(operand, low, width, signed);
        if (within) return within;
      }
      if (operand.operator === 'add' && low > 0) {
        const sum = this.#sumWithCarry(operand);
        if (sum) return this.slice(sum, low - 1, width, signed);
      }
      if (low > 0 && low + width <= narrow && operand.width > narrow && isSum(operand)) {
        return this.slice(this.slice(operand, 0, narrow, false), low, width, signed);
      }
      if (operand.operator === 'mux' && operand.width > 32 && dissolves(operand, low, width, 0)) {
        const [condition, one, other] = operand.operands as [Word, Word, Word];
        return this.mux(condition, this.slice(one, low, width, signed), this.slice(other, low, width, signed));
      }
    }
    return this.#word({ operator: 'slice', width, signed, low, operands: [operand] });
  }

  #sliceOfConcatenation(operand: Word, low: number, width: number, signed: boolean): Word | undefined {
    for (let part = operand.operands.length - 1; part >= 0; part--) {
      const offset = operand.offsets[part]!;
      if (offset > low) {
        if (offset < low + width) return undefined;
        continue;
      }
      return this.slice(operand.operands[part]!, low - offset, width, signed);
    }
    return this.zero;
  }

  #sliceOfFill(operand: Word, low: number, width: number, signed: boolean): Word | undefined {
    const fill = fillOf(operand);
    if (!fill) return undefined;
    const { word, distance } = fill;
    // Any number of copies of a bit, read as a signed number, is the bit read so.
    if (signed && distance === 1) return this.slice(word, 0, 1, true);
    const first = Math.floor(low / distance);
    const isWithin = low + width <= (first + 1) * distance;
    if (isWithin) return this.slice(word, low - first * distance, width, signed);
    if (signed || low % distance !== 0) return undefined;
    const parts: Part[] = [];
    for (let taken = 0; taken < width; taken += distance) {
      const size = Math.min(distance, width - taken);
      parts.push({ word: this.slice(word, 0, size, false), width: size });
    }
    return this.concatenate(parts);
  }

  /** Half of `2 a + 1 + 2 b + c`, for a bit `c`: an adder with one more bit below, which carries `c` into it, adds all three. */
  #sumWithCarry({ operands }: Word): Word | undefined {
    const [left, right] = operands.map(withoutLowest);
    if (!left || !right || (left.carry !== this.one && right.carry !== this.one)) return undefined;
    const carry = left.carry === this.one ? right.carry : left.carry;
    const width = 1 + Math.max(left.rest.width, right.rest.width);
    return this.binary('add', this.binary('add', left.rest, right.rest, width, false), carry, width, false);
  }

  /** Parts side by side, the lowest first, at most 64 bits in all. Copies of a word are one product. */
  concatenate(parts: readonly Part[]): Word {
    const operands: Word[] = [];
    const offsets: number[] = [];
    let offset = 0;
    for (const { word, width } of withSingleCopies(parts)) {
      if (word !== this.zero) {
        const last = operands.at(-1);
        const merged = last && this.#merged(last, offsets.at(-1)!, word, offset);
        if (merged) operands[operands.length - 1] = merged;
        else {
          operands.push(word);
          offsets.push(offset);
        }
      }
      offset += width;
    }
    this.#fill(operands, offsets);
    if (operands.length === 0) return this.zero;
    const reversal = reversalOf(operands, offsets);
    if (reversal) {
      const reversed = reversedBits(this, reversal);
      this.#reversals.set(reversed, reversal);
      return reversed;
    }
    if (operands.length === 1 && offsets[0] === 0) return operands[0]!;
    const width = offsets.at(-1)! + operands.at(-1)!.width;
    return this.#word({ operator: 'concatenate', width, signed: false, operands, offsets });
  }

  /** Puts one word in the place of copies. */
  #fill(operands: Word[], offsets: number[]): void {
    for (let first = 0; first + fewestCopies <= operands.length; first++) {
      const count = copiesFrom(operands, offsets, first);
      if (count < fewestCopies) continue;
      const word = operands[first]!;
      const distance = offsets[first + 1]! - offsets[first]!;
      const factor = this.constant(fillFactor(distance, count));
      operands.splice(first, count, this.binary('multiply', word, factor, (count - 1) * distance + word.width, false));
      offsets.splice(first + 1, count - 1);
    }
  }

  /** One word for two neighbours in a concatenation, where they are constants or adjoining bits of one thing. */
  #merged(lower: Word, lowerOffset: number, upper: Word, upperOffset: number): Word | undefined {
    const distance = upperOffset - lowerOffset;
    if (lower.operator === 'constant' && upper.operator === 'constant') {
      return this.constant(lower.value | (upper.value << BigInt(distance)));
    }
    if (lower.operator !== upper.operator || lower.width !== distance || upper.low !== lower.low + distance) {
      return undefined;
    }
    const width = distance + upper.width;
    if (lower.operator === 'extract' && lower.state === upper.state && width + (lower.low % 8) <= 64) {
      return this.extract(lower.state, lower.low, width, false);
    }
    if (lower.operator === 'slice' && lower.operands[0] === upper.operands[0]) {
      return this.slice(lower.operands[0]!, lower.low, width, false);
    }
    return undefined;
  }
}
