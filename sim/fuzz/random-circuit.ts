import type {
  Assignable,
  BinaryOperator,
  BitType,
  Circuit,
  Expression,
  LogicModule,
  Target,
} from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  convert,
  element,
  literal,
  ModuleBuilder,
  memory,
  mux,
  reference,
  shift,
  slice,
  unary,
  unsigned,
} from './circuit-builder.ts';
import { RandomSource } from './random-source.ts';

/** Operations in one expression at most; it keeps the widths of products and shifts in bounds as well. */
const deepest = 4;
const widest = 200;

/** Every kind of expression and statement, over few signals, in one to three levels of hierarchy. */
export function randomCircuit(seed: number): Circuit {
  return circuitOf(randomTop(seed, false));
}

/**
 * One circuit of `count` random ones side by side, whose ports have the name of their part in front. No memory can be
 * addressed beyond its depth, which languages leave undefined.
 */
export function randomCircuits(firstSeed: number, count: number): Circuit {
  const builder = new ModuleBuilder('Many');
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const part = builder.instance(`part${seed}`, randomTop(seed, true));
    for (const [name, input] of part.inputs) {
      builder.assign(input, builder.input(`part${seed}_${name}`, input.type));
    }
    for (const [name, output] of part.outputs) {
      builder.assign(builder.output(`part${seed}_${name}`, output.type), reference(output));
    }
  }
  return circuitOf(builder.build());
}

function randomTop(seed: number, fullMemories: boolean): LogicModule {
  const random = new RandomSource(seed);
  const library: LogicModule[] = [];
  const levels = random.below(3);
  for (let level = 0; level < levels; level++) {
    library.push(randomModule(random, `Part${seed}_${level}`, library, fullMemories));
  }
  return randomModule(random, `Top${seed}`, library, fullMemories);
}

function randomModule(
  random: RandomSource,
  name: string,
  library: readonly LogicModule[],
  fullMemories: boolean,
): LogicModule {
  const builder = new ModuleBuilder(name);
  const writer = new ModuleWriter(random, builder);
  for (let input = 0; input < 2 + random.below(3); input++) {
    writer.readable.push(builder.input(`in${input}`, writer.type()));
  }
  const registers: Assignable[] = [];
  for (let count = 0; count < 1 + random.below(4); count++) {
    const type = writer.type();
    const register = builder.register(`state${count}`, type, random.chance(0.6) ? random.value(type) : undefined);
    registers.push(register);
    writer.readable.push(reference(register));
  }
  const memories = Array.from({ length: random.below(3) }, (_, count) => writer.memory(`ram${count}`, fullMemories));
  for (const instance of memories) writer.readable.push(reference(instance.outputs.get('readData')!));
  // What is driven may only read what stands before it, so no true loop comes about.
  for (let count = 0; count < 1 + random.below(4); count++) {
    if (random.chance(0.5)) writer.readable.push(builder.node(`node${count}`, writer.expression(deepest)));
    else {
      const wire = builder.wire(`wire${count}`, writer.type());
      writer.drive([wire]);
      writer.readable.push(reference(wire));
    }
    if (library.length > 0 && random.chance(0.6)) {
      const instance = builder.instance(`part${count}`, random.pick(library));
      writer.drive([...instance.inputs.values()]);
      for (const output of instance.outputs.values()) writer.readable.push(reference(output));
    }
  }
  writer.ripple();
  for (const instance of memories) writer.drive([...instance.inputs.values()]);
  for (let count = 0; count < 1 + random.below(3); count++)
    writer.drive([builder.output(`out${count}`, writer.type())]);
  writer.drive(registers, false);
  return builder.build();
}

class ModuleWriter {
  readonly readable: Expression[] = [];
  readonly #random: RandomSource;
  readonly #builder: ModuleBuilder;

  constructor(random: RandomSource, builder: ModuleBuilder) {
    this.#random = random;
    this.#builder = builder;
  }

  type(): BitType {
    const random = this.#random;
    const most = random.pick([1, 8, 8, 20, 33, 64, 100]);
    return { width: 1 + random.below(most), signed: random.chance(0.5) };
  }

  memory(name: string, full: boolean) {
    const random = this.#random;
    const depth = full ? 2 ** (1 + random.below(4)) : 1 + random.below(10);
    const policy = random.pick(['no-change', 'read-first', 'write-first'] as const);
    const addressWidth = Math.max(1, Math.ceil(Math.log2(depth))) + (full ? 0 : random.below(2));
    const module = memory(`${name}x${depth}${random.below(10 ** 9)}`, depth, this.type(), policy, addressWidth);
    return this.#builder.instance(name, module);
  }

  /** A wire whose elements each depend on the one before: a loop only for who takes words as a whole. */
  ripple(): void {
    const random = this.#random;
    const width = 1 + random.below(12);
    const count = 2 + random.below(8);
    const wire = this.#builder.wire('ripple', unsigned(width * count));
    const whole = reference(wire);
    for (let place = 0; place < count; place++) {
      const low = place * width;
      const before = place === 0 ? this.as(this.expression(1), unsigned(width)) : slice(whole, low - 1, low - width);
      const sum = convert(binary('add', before, this.as(this.expression(1), unsigned(width))), unsigned(width));
      this.#builder.connect({ signal: wire, range: { high: low + width - 1, low } }, sum);
    }
    this.readable.push(whole);
  }

  /** Statements that assign the signals; `whole` of them first, so that nothing stays unassigned. */
  drive(signals: readonly Assignable[], whole = true): void {
    if (whole) for (const signal of signals) this.#builder.assign(signal, this.as(this.expression(2), signal.type));
    const count = this.#random.below(4) + (whole ? 0 : 2);
    for (let statement = 0; statement < count; statement++) this.#statement(signals, 2);
  }

  #statement(signals: readonly Assignable[], depth: number): void {
    const random = this.#random;
    const body = () => {
      for (let count = random.below(3); count >= 0; count--) this.#statement(signals, depth - 1);
    };
    const kind = depth === 0 ? 0 : random.below(4);
    if (kind <= 1) this.#connect(random.pick(signals));
    else if (kind === 2)
      this.#builder.when(this.as(this.expression(2), bit), body, random.chance(0.5) ? body : undefined);
    else {
      const selector = this.as(this.expression(2), { width: 1 + random.below(4), signed: random.chance(0.3) });
      const values = new Set(Array.from({ length: 4 }, () => random.value(selector.type)));
      const all = [...values];
      const cases: [bigint[], () => void][] = [[all.slice(0, 2), body]];
      for (const value of all.slice(2)) cases.push([[value], body]);
      this.#builder.switch(selector, cases, random.chance(0.5) ? body : undefined);
    }
  }

  #connect(signal: Assignable): void {
    const random = this.#random;
    const { width } = signal.type;
    let target: Target = { signal };
    let type = signal.type;
    const kind = random.below(3);
    if (kind === 1) {
      const low = random.below(width);
      const high = low + random.below(width - low);
      target = { signal, range: { high, low } };
      type = unsigned(high - low + 1);
    }
    const divisors = Array.from({ length: width }, (_, one) => one + 1).filter((one) => width % one === 0);
    if (kind === 2) {
      const elementWidth = random.pick(divisors);
      target = {
        signal,
        element: { index: this.as(this.expression(1), unsigned(1 + random.below(6))), width: elementWidth },
      };
      type = unsigned(elementWidth);
    }
    this.#builder.connect(target, this.as(this.expression(deepest), type));
  }

  as(expression: Expression, type: BitType): Expression {
    const same = expression.type.width === type.width && expression.type.signed === type.signed;
    return same ? expression : convert(expression, type);
  }

  expression(depth: number): Expression {
    const random = this.#random;
    if (depth === 0 || random.chance(0.1)) {
      if (random.chance(0.15)) {
        const type = this.type();
        return literal(random.value(type), type);
      }
      return random.pick(this.readable);
    }
    const inner = () => this.expression(depth - 1);
    const result = this.#operation(inner);
    return result.type.width > widest ? convert(result, this.type()) : result;
  }

  #operation(inner: () => Expression): Expression {
    const random = this.#random;
    const operand = inner();
    const { width, signed } = operand.type;
    switch (random.below(12)) {
      case 0:
        return unary(random.pick(['not', 'negate'] as const), operand);
      case 1:
        return unary(random.pick(['andReduce', 'orReduce', 'xorReduce'] as const), operand);
      case 2:
      case 3: {
        const operator = random.pick<BinaryOperator>(['add', 'subtract', 'multiply']);
        const other = inner();
        return binary(operator, operand, this.as(other, { width: other.type.width, signed }));
      }
      case 4: {
        const operator = random.pick<BinaryOperator>(['and', 'or', 'xor']);
        return binary(operator, operand, this.as(inner(), operand.type));
      }
      case 5: {
        const operator = random.pick<BinaryOperator>([
          'equal',
          'notEqual',
          'less',
          'lessEqual',
          'greater',
          'greaterEqual',
        ]);
        const other = random.chance(0.3) ? literal(random.value(operand.type), operand.type) : inner();
        return binary(operator, operand, this.as(other, { width: other.type.width, signed }));
      }
      case 6: {
        const direction = random.pick(['left', 'right'] as const);
        const amount = unsigned(1 + random.below(direction === 'left' ? 6 : 8));
        return shift(direction, operand, this.as(inner(), amount));
      }
      case 7:
        return mux(this.as(inner(), bit), operand, this.as(inner(), operand.type));
      case 8: {
        const low = random.below(width);
        return slice(operand, low + random.below(width - low), low);
      }
      case 9: {
        const divisors = Array.from({ length: width }, (_, one) => one + 1).filter((one) => width % one === 0);
        return element(operand, this.as(inner(), unsigned(1 + random.below(7))), random.pick(divisors));
      }
      case 10:
        return random.chance(0.5) ? concatenate(operand, inner()) : concatenate(operand, inner(), inner());
      default:
        return convert(operand, this.type());
    }
  }
}
