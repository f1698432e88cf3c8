import { jointType, type Word } from '../flatten/word.ts';
import type { Layout } from './layout.ts';
import { isLeafLike, type Shapes } from './shapes.ts';
import type { LaneOf, Node, VectorNode, VectorOperator } from './vector-node.ts';

/** Bits that a gathered field may have, so that four bytes hold it wherever it starts in the first. */
const widestField = 25;

interface Extras {
  readonly isMask?: boolean;
  readonly numbers?: readonly number[];
  readonly states?: readonly number[];
}

/** Builds vectors for groups of four words; `begin` starts an attempt that `undo` takes back. */
export class VectorGraph {
  readonly lanes = new Map<Word, LaneOf>();
  readonly #known = new Map<string, VectorNode>();
  readonly #layout: Layout;
  readonly #shapes: Shapes;
  readonly #isShared: (word: Word) => boolean;
  #count = 0;
  #keys: string[] = [];
  #words: Word[] = [];
  /** Operations on single words less those on vectors, of the attempt. */
  gain = 0;

  /** `isShared` tells words that have several users. */
  constructor(layout: Layout, shapes: Shapes, isShared: (word: Word) => boolean) {
    this.#layout = layout;
    this.#shapes = shapes;
    this.#isShared = isShared;
  }

  begin(): void {
    this.#keys = [];
    this.#words = [];
    this.gain = 0;
  }

  undo(): void {
    for (const key of this.#keys) this.#known.delete(key);
    for (const word of this.#words) this.lanes.delete(word);
  }

  /** Words that the attempt has put into vectors. */
  get covered(): readonly Word[] {
    return this.#words;
  }

  build(words: readonly Word[]): VectorNode {
    const key = words.map(({ id }) => id).join(',');
    const known = this.#known.get(key);
    if (known) return known;
    const node = this.#uniform(words) ?? this.#leaf(words) ?? this.#operation(words);
    if (node) {
      this.#remember(key, node);
      const places = !isLeafLike(words[0]!) && new Set(words).size === words.length;
      for (const [lane, word] of words.entries()) {
        if (!places || this.lanes.has(word)) continue;
        this.lanes.set(word, { vector: node, lane });
        this.#words.push(word);
      }
      return node;
    }
    this.gain -= 4;
    const assembled = this.#node('assemble', words);
    this.#remember(key, assembled);
    return assembled;
  }

  #remember(key: string, node: VectorNode): void {
    this.#known.set(key, node);
    this.#keys.push(key);
  }

  #node(operator: VectorOperator, operands: readonly Node[], extras: Extras = {}): VectorNode {
    const { isMask = false, numbers = [], states = [] } = extras;
    return { id: this.#count++, operator, operands, isMask, numbers, states };
  }

  #constant(values: readonly number[]): VectorNode {
    return this.#node('constant', [], { numbers: values });
  }

  #uniform(words: readonly Word[]): VectorNode | undefined {
    const first = words[0]!;
    if (words.every(({ operator }) => operator === 'constant')) {
      return this.#constant(words.map(({ value }) => Number(BigInt.asIntN(32, value))));
    }
    if (words.some((word) => word !== first) || first.width > 32) return undefined;
    this.gain -= 1;
    return this.#node('splat', [first]);
  }

  #leaf(words: readonly Word[]): VectorNode | undefined {
    const { operator, width, signed } = words[0]!;
    if (!words.every((word) => word.operator === operator && word.width === width && word.signed === signed)) {
      return undefined;
    }
    const states = words.map(({ state }) => state);
    if (operator === 'state' && width <= 32) {
      const [first, ...others] = states.map((state) => this.#layout.states[state]!);
      if (others.some((address, place) => address !== first! + 4 * (place + 1))) return undefined;
      this.gain += 3;
      return this.#node('load', [], { numbers: [first!], states });
    }
    if (operator === 'extract' && width <= widestField) {
      const addresses = words.map(({ state, low }) => this.#layout.states[state]! + Math.floor(low / 8));
      const shifts = words.map(({ low }) => low % 8);
      this.gain += 4;
      return this.#node('gather', [], { numbers: [...addresses, ...shifts, width, signed ? 1 : 0], states });
    }
    return undefined;
  }

  #operation(words: readonly Word[]): VectorNode | undefined {
    const first = words[0]!;
    const same = words.every(
      (word) =>
        word.operator === first.operator &&
        word.width === first.width &&
        word.signed === first.signed &&
        word.low === first.low &&
        `${word.offsets}` === `${first.offsets}`,
    );
    if (!same || words.some((word) => [word, ...word.operands].some(({ width }) => width > 32))) return undefined;
    const operands = this.#aligned(words);
    if (operands.some((members) => members.some(({ signed }) => signed !== members[0]!.signed))) return undefined;
    return this.#lower(words, operands);
  }

  /** The first operands of all words, the second ones, and so on. */
  #aligned(words: readonly Word[]): Word[][] {
    const ordered = words.map((word) => this.#shapes.operands(word));
    return ordered[0]!.map((_, place) => ordered.map((operands) => operands[place]!));
  }

  #lower(words: readonly Word[], operands: readonly Word[][]): VectorNode | undefined {
    const word = words[0]!;
    const vectorOf = (place: number) => this.#number(this.build(operands[place]!));
    switch (word.operator) {
      case 'add': {
        const dot = this.#dot(operands);
        if (dot) return dot;
        this.gain += 3;
        return this.#node('add', [vectorOf(0), vectorOf(1)]);
      }
      case 'subtract':
        this.gain += 3;
        return this.#node('subtract', [vectorOf(0), vectorOf(1)]);
      case 'multiply':
        return this.#product(operands);
      case 'and':
      case 'or':
      case 'xor': {
        this.gain += 3;
        const [left, right] = [this.build(operands[0]!), this.build(operands[1]!)];
        if (left.isMask && right.isMask) return this.#node(word.operator, [left, right], { isMask: true });
        return this.#node(word.operator, [this.#number(left), this.#number(right)]);
      }
      case 'equal':
      case 'notEqual':
        this.gain += 3;
        if (jointWidth(words) > 32) return undefined;
        return this.#node(word.operator, [vectorOf(0), vectorOf(1)], { isMask: true });
      case 'less':
      case 'lessEqual': {
        if (jointWidth(words) > 32) return undefined;
        this.gain += 3;
        const { signed } = jointType(word.operands[0]!, word.operands[1]!);
        const operator = `${word.operator}${signed ? 'Signed' : 'Unsigned'}` as const;
        return this.#node(operator, [vectorOf(0), vectorOf(1)], { isMask: true });
      }
      case 'mux':
        return this.#mux(words, operands);
      case 'slice':
        return this.#slice(word, operands[0]!);
      case 'concatenate': {
        this.gain += 6;
        const parts = word.offsets.map((offset, place) => this.#shiftBy('shiftLeft', vectorOf(place), offset));
        return parts.reduce((all, part) => this.#node('or', [all, part]));
      }
      case 'shiftLeft':
      case 'shiftRight': {
        const amount = operands[1]!;
        const isUniform = amount.every((one) => one === amount[0]);
        if (!isUniform || 2 ** amount[0]!.width > 32 || amount[0]!.operator === 'constant') return undefined;
        this.gain += 3;
        const signed = operands[0]![0]!.signed;
        const right = signed ? 'shiftRightSigned' : 'shiftRightUnsigned';
        const operator = word.operator === 'shiftLeft' ? 'shiftLeft' : right;
        return this.#node(operator, [vectorOf(0), amount[0]!]);
      }
      default:
        return undefined;
    }
  }

  /** 0 and 1 where a vector has 0 and -1. */
  #number(vector: VectorNode): VectorNode {
    return vector.isMask ? this.#node('negate', [vector]) : vector;
  }

  #shiftBy(operator: VectorOperator, vector: VectorNode, distance: number): VectorNode {
    return distance === 0 ? vector : this.#node(operator, [vector], { numbers: [distance] });
  }

  #product(operands: readonly Word[][]): VectorNode {
    this.gain += 3;
    const constant = operands.findIndex((members) => members.every((one) => one === members[0] && isPowerOfTwo(one)));
    if (constant >= 0) {
      const distance = Math.log2(Number(operands[constant]![0]!.value));
      return this.#shiftBy('shiftLeft', this.#number(this.build(operands[1 - constant]!)), distance);
    }
    return this.#node('multiply', [this.#number(this.build(operands[0]!)), this.#number(this.build(operands[1]!))]);
  }

  #mux(words: readonly Word[], operands: readonly Word[][]): VectorNode {
    const clamped = this.#clamp(words);
    if (clamped) return clamped;
    this.gain += 3;
    const [conditions, whenTrue, whenFalse] = operands as [Word[], Word[], Word[]];
    const arms = [this.#number(this.build(whenTrue)), this.#number(this.build(whenFalse))];
    if (conditions.every((condition) => condition === conditions[0])) {
      return this.#node('choose', [...arms, conditions[0]!]);
    }
    const condition = this.build(conditions);
    const mask = condition.isMask ? condition : this.#node('negate', [condition]);
    return this.#node('select', [...arms, mask]);
  }

  /** `value > highest ? highest : value < lowest ? lowest : value`, where all values between fit the word's type. */
  #clamp(words: readonly Word[]): VectorNode | undefined {
    const matches = words.map(matchClamp);
    const first = matches[0];
    if (!first || !matches.every((match) => match && match.high === first.high && match.low === first.low)) {
      return undefined;
    }
    this.gain += 12;
    const value = this.#number(this.build(matches.map((match) => match!.value)));
    const splat = (number: bigint) => this.#constant(Array.from({ length: 4 }, () => Number(number)));
    const below = this.#node('minimum', [value, splat(first.high)]);
    return this.#node('maximum', [below, splat(first.low)]);
  }

  #slice(word: Word, operands: readonly Word[]): VectorNode | undefined {
    const { low, width, signed } = word;
    const operand = operands[0]!;
    if (low + width > 32) return undefined;
    const vector = this.#number(this.build(operands));
    if (signed) {
      this.gain += 6;
      const raised = this.#shiftBy('shiftLeft', vector, 32 - low - width);
      return this.#shiftBy('shiftRightSigned', raised, 32 - width);
    }
    this.gain += low > 0 ? 6 : 3;
    const lowered = this.#shiftBy('shiftRightUnsigned', vector, low);
    const isClean = low + width === 32 || (!operand.signed && operands.every((one) => low + width >= one.width));
    if (isClean) return lowered;
    return this.#node('and', [lowered, this.#constant(Array.from({ length: 4 }, () => 2 ** width - 1))]);
  }

  /** The sum of two products of at most 16 signed bits each. */
  #dot(operands: readonly Word[][]): VectorNode | undefined {
    const [first, second] = operands as [Word[], Word[]];
    const fits = (factor: Word) => (factor.signed ? factor.width <= 16 : factor.width <= 15);
    const isProduct = (word: Word) =>
      word.operator === 'multiply' &&
      !this.#isShared(word) &&
      word.operands.every(fits) &&
      !word.operands.some(isPowerOfTwo);
    if (![...first, ...second].every(isProduct)) return undefined;
    const [firstLeft, firstRight] = this.#aligned(first) as [Word[], Word[]];
    const [secondLeft, secondRight] = this.#aligned(second) as [Word[], Word[]];
    this.gain += 10;
    return this.#node('dot', [this.#pair(firstLeft, secondLeft), this.#pair(firstRight, secondRight)]);
  }

  #pair(lower: readonly Word[], upper: readonly Word[]): VectorNode {
    const [low, high] = [lower[0]!, upper[0]!];
    const key = `pair ${[...lower, ...upper].map(({ id }) => id)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const uniform = lower.every((one) => one === low) && upper.every((one) => one === high);
    this.gain -= uniform ? 1 : 3;
    const node = uniform
      ? this.#node('splatPair', [low, high])
      : this.#node('pair', [this.#number(this.build(lower)), this.#number(this.build(upper))]);
    this.#remember(key, node);
    return node;
  }
}

function isPowerOfTwo({ operator, value }: Word): boolean {
  return operator === 'constant' && value > 0n && (value & (value - 1n)) === 0n && value < 2n ** 31n;
}

function jointWidth(words: readonly Word[]): number {
  return Math.max(...words.map(({ operands }) => jointType(operands[0]!, operands[1]!).width));
}

function matchClamp(word: Word): { value: Word; low: bigint; high: bigint } | undefined {
  const [tooHigh, high, rest] = word.operands as [Word, Word, Word];
  if (word.operator !== 'mux' || rest.operator !== 'mux' || tooHigh.operator !== 'less') return undefined;
  const [tooLow, low, within] = rest.operands as [Word, Word, Word];
  const value = tooHigh.operands[1]!;
  if (tooLow.operator !== 'less' || tooHigh.operands[0] !== high || tooLow.operands[1] !== low) return undefined;
  if (tooLow.operands[0] !== value || high.operator !== 'constant' || low.operator !== 'constant') return undefined;
  if (!value.signed || value.width > 32 || within.operator !== 'slice' || within.operands[0] !== value)
    return undefined;
  const half = 1n << BigInt(within.width - 1);
  const isWhole = within.low === 0 && within.signed && low.value >= -half && high.value < half;
  return isWhole && low.value <= high.value ? { value, low: low.value, high: high.value } : undefined;
}
