import type { BitType, Circuit, Expression, LogicModule, Register } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  convert,
  literal,
  ModuleBuilder,
  memory,
  mux,
  reference,
  shift,
  signed,
  slice,
  unsigned,
} from './circuit-builder.ts';
import { RandomSource } from './random-circuit.ts';

/** Terms of the sum of products in a lane. */
const terms = 4;
const deepest = 5;

/**
 * Several instances of one random module side by side, each with an element of the same vectors, with sums of products
 * and saturation among the operations. Vectors are held in registers and memories, and come back to the instances.
 */
export function randomLanes(seed: number): Circuit {
  const random = new RandomSource(seed);
  const lanes = 4 + random.below(7);
  const element = 3 + random.below(20);
  const lane = randomLane(random, element);
  const builder = new ModuleBuilder('Lanes');
  const vector: BitType = { width: lanes * element, signed: false, lanes };
  const kept = builder.register('kept', vector, random.chance(0.5) ? 5 : undefined);
  const other = builder.register('other', vector);
  // Without lanes in its type, so that elements are gathered from packed bits.
  const packed = builder.register('packed', unsigned(lanes * element));
  const ram = builder.instance(
    'ram',
    memory('Ram', 8, vector, random.pick(['no-change', 'read-first', 'write-first'] as const), 3 + random.below(2)),
  );
  const addressWidth = ram.inputs.get('address')!.type.width;
  const shared = Array.from({ length: terms }, (_, term) => builder.input(`shared${term}`, signed(8)));
  const enable = builder.input('enable', bit);
  const address = builder.input('address', unsigned(addressWidth));
  const write = builder.input('write', bit);
  const weights = builder.input('weights', unsigned(lanes * element));
  const readData = reference(ram.outputs.get('readData')!);

  const part = (whole: Expression, place: number) => slice(whole, (place + 1) * element - 1, place * element);
  const results: Expression[] = [];
  const second: Expression[] = [];
  for (let place = 0; place < lanes; place++) {
    const instance = builder.instance(`lane${place}`, lane);
    const own = [kept, other, packed].map((register) => part(reference(register), place));
    const given = [...own, part(readData, place), part(weights, place), ...shared, enable];
    for (const [number, input] of [...instance.inputs.values()].entries()) builder.assign(input, given[number]!);
    const [one, two] = [...instance.outputs.values()].map((output) => reference(output));
    results.unshift(one!);
    second.unshift(two!);
  }
  const whole = concatenate(...results);
  builder.when(enable, () => {
    builder.assign(kept, whole);
    builder.assign(other, random.chance(0.5) ? concatenate(...second) : readData);
  });
  builder.assign(packed, mux(write, whole, concatenate(...second)));
  builder.assign(ram.inputs.get('enable')!, random.chance(0.5) ? enable : binary('xor', enable, write));
  builder.assign(ram.inputs.get('write')!, write);
  builder.assign(ram.inputs.get('address')!, address);
  builder.assign(ram.inputs.get('writeData')!, mux(enable, concatenate(...second), whole));
  builder.assign(builder.output('result', whole.type), whole);
  return circuitOf(builder.build());
}

/** Five elements, `terms` numbers and a bit in, two elements out; perhaps with state of its own. */
function randomLane(random: RandomSource, element: number): LogicModule {
  const builder = new ModuleBuilder('Lane');
  const elements = Array.from({ length: 5 }, (_, place) => builder.input(`element${place}`, unsigned(element)));
  const shared = Array.from({ length: terms }, (_, place) => builder.input(`shared${place}`, signed(8)));
  const enable = builder.input('enable', bit);
  const readable: Expression[] = [...elements, ...shared, enable];
  const states: Register[] = [];
  for (let count = random.below(3); count > 0; count--) {
    const state = builder.register(`state${count}`, { width: 1 + random.below(24), signed: random.chance(0.5) });
    states.push(state);
    readable.push(reference(state));
  }
  const as = (expression: Expression, type: BitType): Expression => {
    const same = expression.type.width === type.width && expression.type.signed === type.signed;
    return same ? expression : convert(expression, type);
  };
  if (random.chance(0.8)) {
    const width = 1 + random.below(Math.min(element, 14));
    const factor = (value: Expression) => convert(slice(value, width - 1, 0), signed(width));
    const products = shared.map((value, place) => binary('multiply', factor(elements[place]!), value));
    const [first, second, third, fourth] = products as [Expression, Expression, Expression, Expression];
    readable.push(builder.node('sum', binary('add', binary('add', first, second), binary('add', third, fourth))));
  }
  const saturated = (value: Expression, width: number): Expression => {
    const highest = literal(2n ** BigInt(width - 1) - 1n, signed(width));
    const lowest = literal(-(2n ** BigInt(width - 1)), signed(width));
    const number = value.type.signed ? value : convert(value, signed(value.type.width + 1));
    const within = mux(binary('less', number, lowest), lowest, convert(number, signed(width)));
    return mux(binary('greater', number, highest), highest, within);
  };
  const expression = (depth: number): Expression => {
    if (depth === 0 || random.chance(0.15)) {
      if (random.chance(0.15)) {
        const type = { width: 1 + random.below(10), signed: random.chance(0.5) };
        return literal(random.value(type), type);
      }
      return random.pick(readable);
    }
    const operand = expression(depth - 1);
    const { width, signed: isSigned } = operand.type;
    const other = () => as(expression(depth - 1), { width: 1 + random.below(12), signed: isSigned });
    switch (random.below(9)) {
      case 0:
        return binary(random.pick(['add', 'subtract'] as const), operand, other());
      case 1:
        return width > 16 ? saturated(operand, 1 + random.below(width)) : binary('multiply', operand, other());
      case 2:
        return binary(random.pick(['and', 'or', 'xor'] as const), operand, as(expression(depth - 1), operand.type));
      case 3:
        return binary(random.pick(['equal', 'notEqual', 'less', 'lessEqual', 'greater'] as const), operand, other());
      case 4: {
        const low = random.below(width);
        return slice(operand, low + random.below(width - low), low);
      }
      case 5:
        return mux(as(expression(depth - 1), bit), operand, as(expression(depth - 1), operand.type));
      case 6: {
        const amount = as(random.pick(random.chance(0.7) ? shared : elements), unsigned(1 + random.below(4)));
        return shift(random.pick(['left', 'right'] as const), convert(operand, { width: 9, signed: isSigned }), amount);
      }
      case 7:
        return saturated(operand, 1 + random.below(width));
      default:
        return width < 20 ? concatenate(operand, other()) : convert(operand, signed(1 + random.below(30)));
    }
  };
  const limited = (depth: number): Expression => {
    const found = expression(depth);
    return found.type.width > 40 ? convert(found, { width: 30, signed: found.type.signed }) : found;
  };
  for (let count = random.below(4); count > 0; count--) readable.push(builder.node(`node${count}`, limited(deepest)));
  builder.assign(builder.output('one', unsigned(element)), as(limited(deepest), unsigned(element)));
  builder.assign(builder.output('two', unsigned(element)), as(limited(deepest), unsigned(element)));
  for (const state of states) {
    if (random.chance(0.5)) builder.when(enable, () => builder.assign(state, as(limited(3), state.type)));
    else builder.assign(state, as(limited(3), state.type));
  }
  return builder.build();
}
