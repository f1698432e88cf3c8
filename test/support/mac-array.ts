import type { Circuit, Expression } from '../../generators/circuit/types.ts';
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
  signed,
  slice,
  unsigned,
} from './circuit-builder.ts';

const weightBits = 6;
const featureBits = 8;
const sumBits = 24;
const accumulatorBits = 20;
const positions = 64;
const taps = 256;

/**
 * A convolution unit of `size` times `size` multipliers with its memories and counters, built like the generated
 * accelerator but smaller: it reads a weight word per tap and a feature word per position, adds to partial sums in
 * two banks, and requantises what it writes back. It runs on by itself and folds its results into `checksum`.
 */
export function macArray(size: number): Circuit {
  const builder = new ModuleBuilder('MacArray');
  const running = builder.input('running', bit);
  const position = builder.register('position', unsigned(6), 0);
  const tap = builder.register('tap', unsigned(8), 0);
  const lastPosition = builder.node('lastPosition', equals(reference(position), positions - 1));
  builder.when(running, () => {
    builder.assign(position, increment(reference(position)));
    builder.when(lastPosition, () => builder.assign(tap, increment(reference(tap))));
  });

  const active = builder.register('active', bit, 0);
  const positionBehind = builder.register('positionBehind', unsigned(6), 0);
  const firstTap = builder.register('firstTap', bit, 0);
  builder.assign(active, running);
  builder.assign(positionBehind, reference(position));
  builder.assign(firstTap, equals(reference(tap), 0));

  const weights = builder.instance('weights', memory('Weights', taps, unsigned(size * size * weightBits), 'no-change'));
  const features = builder.instance('features', memory('Features', 128, unsigned(size * featureBits), 'no-change'));
  const banks = ['even', 'odd'].map((name) =>
    builder.instance(name, memory(`${name}Sums`, positions / 2, unsigned(size * sumBits), 'no-change')),
  );
  const results = builder.instance('results', memory('Results', positions, unsigned(size * featureBits), 'no-change'));
  const assign = (instance: typeof weights, values: Record<string, Expression>) => {
    for (const [name, value] of Object.entries(values)) builder.assign(instance.inputs.get(name)!, value);
  };
  const output = (instance: typeof weights) => reference(instance.outputs.get('readData')!);
  const off = literal(0, bit);
  const noWord = (lanes: number, width: number) => literal(0, unsigned(lanes * width));
  const firstPosition = equals(reference(position), 0);
  assign(weights, {
    enable: binary('and', running, firstPosition),
    write: off,
    address: reference(tap),
    writeData: noWord(size * size, weightBits),
  });
  const featureAddress = binary('add', reference(position), slice(reference(tap), 3, 0));
  assign(features, {
    enable: running,
    write: off,
    address: convert(featureAddress, unsigned(7)),
    writeData: noWord(size, featureBits),
  });

  const behindIsOdd = slice(reference(positionBehind), 0, 0);
  const sumsOfLanes: Expression[] = [];
  const resultsOfLanes: Expression[] = [];
  for (let lane = 0; lane < size; lane++) {
    const products = Array.from({ length: size }, (_, channel) => {
      const weight = field(output(weights), lane * size + channel, weightBits);
      return binary(
        'multiply',
        convert(weight, signed(weightBits)),
        convert(field(output(features), channel, featureBits), signed(featureBits)),
      );
    });
    const product = builder.node(`products${lane}`, tree(products));
    const stored = mux(behindIsOdd, field(output(banks[1]!), lane, sumBits), field(output(banks[0]!), lane, sumBits));
    const before = mux(reference(firstTap), literal(0, signed(sumBits)), convert(stored, signed(sumBits)));
    const sum = builder.node(`sum${lane}`, saturate(binary('add', before, product), accumulatorBits));
    sumsOfLanes.unshift(convert(convert(sum, signed(sumBits)), unsigned(sumBits)));
    const positive = mux(
      binary('less', sum, literal(0, signed(accumulatorBits))),
      literal(0, signed(accumulatorBits)),
      sum,
    );
    const rounded = binary('add', positive, literal(1 << (weightBits - 2), signed(weightBits)));
    const shifted = convert(slice(rounded, accumulatorBits, weightBits - 1), signed(accumulatorBits - weightBits + 2));
    const result = builder.node(`result${lane}`, saturate(shifted, featureBits));
    resultsOfLanes.unshift(convert(result, unsigned(featureBits)));
  }
  for (const [parity, bank] of banks.entries()) {
    const reads = binary('and', running, equals(slice(reference(position), 0, 0), parity));
    const writes = builder.node(`writes${parity}`, binary('and', reference(active), equals(behindIsOdd, parity)));
    assign(bank, {
      enable: binary('or', reads, writes),
      write: writes,
      address: mux(writes, slice(reference(positionBehind), 5, 1), slice(reference(position), 5, 1)),
      writeData: concatenate(...sumsOfLanes),
    });
  }
  const ends = builder.node('ends', binary('and', reference(active), equals(reference(tap), taps - 1)));
  assign(results, {
    enable: ends,
    write: ends,
    address: reference(positionBehind),
    writeData: concatenate(...resultsOfLanes),
  });
  const checksum = builder.register('checksum', unsigned(32), 0);
  const folded = convert(binary('add', reference(checksum), slice(sumsOfLanes[0]!, 19, 0)), unsigned(32));
  builder.when(reference(active), () =>
    builder.assign(checksum, concatenate(slice(folded, 30, 0), slice(folded, 31, 31))),
  );
  builder.assign(builder.output('sum', unsigned(32)), reference(checksum));
  builder.assign(builder.output('finished', bit), binary('and', lastPosition, equals(reference(tap), taps - 1)));
  return circuitOf(builder.build());
}

function field(word: Expression, place: number, width: number): Expression {
  return slice(word, (place + 1) * width - 1, place * width);
}

function equals(value: Expression, to: number): Expression {
  return binary('equal', value, literal(to, value.type));
}

function increment(value: Expression): Expression {
  return convert(binary('add', value, literal(1, value.type)), value.type);
}

function tree(terms: readonly Expression[]): Expression {
  if (terms.length === 1) return terms[0]!;
  const half = Math.ceil(terms.length / 2);
  return binary('add', tree(terms.slice(0, half)), tree(terms.slice(half)));
}

function saturate(value: Expression, width: number): Expression {
  const highest = 2n ** BigInt(width - 1) - 1n;
  const within = convert(value, signed(width));
  const tooLow = binary('less', value, literal(-highest - 1n, value.type));
  const tooHigh = binary('greater', value, literal(highest, value.type));
  return mux(tooHigh, literal(highest, signed(width)), mux(tooLow, literal(-highest - 1n, signed(width)), within));
}
