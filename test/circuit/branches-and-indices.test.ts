import { describe, expect, it } from 'vitest';
import {
  binary,
  bit,
  concatenate,
  convert,
  element,
  literal,
  ModuleBuilder,
  reference,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { findings, withPlaces } from './places.ts';

const u4 = unsigned(4);
const u8 = unsigned(8);
const branchRemedy =
  '  remedy: remove it, or correct the condition; where a parameter decides, ask it outside of the hardware: if (…)';

/** A module with an 8-bit `word`, one bit `go`, and a register `total` that is led out. */
function design(fill: (made: ReturnType<typeof parts>) => void): string {
  const made = parts();
  fill(made);
  return findings(withPlaces(made.builder.build()));
}

function parts() {
  const builder = new ModuleBuilder('Top');
  const [word, go] = [builder.input('word', u8), builder.input('go', bit)];
  const total = builder.register('total', u8);
  builder.assign(builder.output('shown', u8), reference(total));
  builder.assign(total, binary('xor', word, concatenate(literal(0, unsigned(7)), go)));
  const set = (value: number) => () => builder.assign(total, literal(value, u8));
  return { builder, word, go, total, set };
}

describe('B018 branch that never runs', () => {
  it('names a condition that has one value', () => {
    const text = design(({ builder, word, set }) => {
      builder.when(binary('less', slice(word, 3, 0), literal(16, unsigned(5))), set(1), set(2));
      builder.when(binary('equal', convert(slice(word, 3, 0), u8), literal(16, u8)), set(1));
    });
    expect(text).toBe(
      [
        'Top.ts:10:3: warning B018: the otherwise of this when in module Top never runs: word[3:0] < 16 is always 1',
        branchRemedy,
        'Top.ts:13:3: warning B018: what this when guards in module Top never runs: u8(word[3:0]) == 16 is always 0',
        branchRemedy,
      ].join('\n'),
    );
  });

  it('names a condition that was asked before, also as its opposite', () => {
    const text = design(({ builder, go, word, set }) => {
      builder.when(
        go,
        () => builder.when(unary('not', go), set(1), set(2)),
        () => builder.when(binary('equal', word, literal(3, u8)), set(3), () => builder.when(go, set(4))),
      );
    });
    expect(text).toBe(
      [
        'Top.ts:11:3: warning B018: what this when guards in module Top never runs: not(go) is 0 here, as asked at Top.ts:10:3',
        branchRemedy,
        'Top.ts:16:3: warning B018: what this when guards in module Top never runs: go is 0 here, as asked at Top.ts:10:3',
        branchRemedy,
      ].join('\n'),
    );
  });

  it('names cases that the selector cannot have, here or at all', () => {
    const text = design(({ builder, word, set }) => {
      const narrow = convert(slice(word, 1, 0), u4);
      builder.switch(narrow, [
        [
          [1, 9],
          () =>
            builder.switch(narrow, [
              [[1], set(1)],
              [[2], set(2)],
            ]),
        ],
        [[4], set(4)],
      ]);
    });
    expect(text).toBe(
      [
        'Top.ts:15:3: warning B018: case 2 of the switch on u4(word[1:0]) in module Top never runs: u4(word[1:0]) was asked for another value at Top.ts:10:3',
        branchRemedy,
        'Top.ts:17:3: warning B018: case 4 of the switch on u4(word[1:0]) in module Top never runs: u4(word[1:0]) is from 0 to 3',
        branchRemedy,
      ].join('\n'),
    );
  });

  it('accepts what a parameter decides, and conditions that differ', () => {
    const text = design(({ builder, word, go, set }) => {
      builder.when(literal(0, bit), set(1), set(2));
      builder.when(binary('less', literal(3, u8), literal(2, u8)), set(1));
      builder.when(
        go,
        () => builder.when(slice(word, 0, 0), set(3), set(4)),
        () => builder.when(unary('not', go), set(5)),
      );
      builder.when(binary('less', word, literal(255, u8)), set(6), set(7));
    });
    // The condition asked again under its own opposite is always 1, and nothing stands in its otherwise.
    expect(text).toBe('');
  });
});

describe('B016 index out of range', () => {
  it('names reads and assignments of which no value of the index is an element', () => {
    const text = design(({ builder, word, total }) => {
      const beyond = concatenate(literal(1, bit), slice(word, 0, 0));
      builder.node('read', element(word, beyond, 4));
      builder.connect({ signal: total, element: { index: literal(5, u4), width: 2 } }, literal(1, unsigned(2)));
    });
    expect(text).toBe(
      [
        'Top.ts:8:3: error B016: module Top reads element {1, word[0]}, which is at least 2, of word, which has elements 0 to 1',
        '  remedy: choose an index of one of the elements',
        'Top.ts:11:3: error B016: module Top assigns element 5 of total, which has elements 0 to 3',
        '  remedy: choose an index of one of the elements',
      ].join('\n'),
    );
  });
});

describe('B019 index too wide', () => {
  it('names an index with a bit too many', () => {
    const text = design(({ builder, word, total }) => {
      builder.connect({ signal: total, element: { index: slice(word, 2, 0), width: 2 } }, literal(1, unsigned(2)));
    });
    expect(text).toBe(
      [
        'Top.ts:10:3: warning B019: module Top assigns an element of total, which has 4, at an index that goes up to 7: word[2:0]',
        '  remedy: take the bits of the index that 4 elements need: bits(1, 0)',
      ].join('\n'),
    );
  });

  it('accepts the bits that the elements need, small values, and an index that another vector needs', () => {
    const text = design(({ builder, word, total }) => {
      const assign = (index: ReturnType<typeof slice>, width: number) =>
        builder.connect({ signal: total, element: { index, width } }, literal(1, unsigned(width)));
      assign(slice(word, 1, 0), 2);
      assign(slice(word, 1, 0), 3);
      assign(convert(slice(word, 1, 0), u8), 2);
      assign(slice(word, 2, 0), 1);
      assign(slice(word, 2, 0), 4);
    });
    expect(text).toBe('');
  });
});
