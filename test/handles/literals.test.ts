import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentifiers } from '../../generators/handles/identifiers.ts';
import { commentText, keyText, literalText } from '../../generators/handles/literals.ts';

describe('data as TypeScript text', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double(),
    fc.constant(-0),
    fc.bigInt(),
    fc.boolean(),
  );
  const data = fc.letrec((tie) => ({
    value: fc.oneof(leaf, fc.array(tie('value')), fc.dictionary(fc.string({ unit: 'binary' }), tie('value'))),
  })).value;

  it('is the same data to the engine that reads it', () => {
    fc.assert(
      fc.property(data, (value) => {
        const read = runInNewContext(`(${literalText(value)})`);
        // Objects of another context have other prototypes: compare the data.
        expect(structuredClone(read)).toStrictEqual(structuredClone(value));
      }),
    );
  });

  it('has keys that are quoted only where they must be', () => {
    expect(['plain', '_a1', 'two words', "it's", '1st'].map(keyText)).toEqual([
      'plain',
      '_a1',
      "'two words'",
      "'it\\'s'",
      "'1st'",
    ]);
  });

  it('leaves out what is undefined, and refuses what is no data', () => {
    expect(literalText({ a: undefined, b: null })).toBe('{ b: null }');
    expect(() => literalText({ a: () => 1 })).toThrow(new TypeError('a function is no plain data'));
  });

  it('has comments that end where they should', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('*', '/', '\n', ' ', 'a') }), (text) => {
        expect(runInNewContext(`${commentText(text, '')}\n7`)).toBe(7);
      }),
    );
  });
});

describe('identifiers', () => {
  it('are each given once and are never words of the language', () => {
    const { take } = createIdentifiers(['ports']);
    const names = ['Mode', 'Mode', 'ports', 'class', 'class', 'Mode_2'].map(take);
    expect(names).toEqual(['Mode', 'Mode_2', 'ports_2', 'class_', 'class__2', 'Mode_2_2']);
    for (const name of names) expect(runInNewContext(`'use strict'; const ${name} = 7; ${name}`)).toBe(7);
  });
});
