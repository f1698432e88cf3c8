import { describe, it } from 'vitest';
import {
  bool,
  connect,
  drive,
  elementAt,
  elementsOf,
  flip,
  input,
  mux,
  output,
  reg,
  reinterpret,
  sint,
  uint,
  update,
  vec,
  wire,
} from '../../generators/language/index.ts';
import { errorsIn, sayWhat, untyped } from './marked-errors.ts';

const { expectError } = errorsIn(import.meta.url);

const Word = { valid: bool(), data: { low: uint(4), high: uint(4) } };
const alike = (names: string) => `the other side has ${names}: name both alike, or say what is left out`;

describe('records that do not suit each other', () => {
  it('B022: a field that only one of them has, with its path', () => {
    expectError('missing', 'B022', ['field data.high is given nothing', alike('low')], () => {
      connect(wire(Word), untyped(input({ valid: bool(), data: { low: uint(4) } }))); // missing
    });
    expectError('extra', 'B022', ['field data.top has nothing to go to', alike('low, high')], () => {
      const wider = input({ valid: bool(), data: { low: uint(4), high: uint(4), top: uint(4) } });
      drive(wire(Word), wider); // extra
    });
    expectError('chosen', 'B022', ['field data is given nothing', alike('valid')], () => {
      mux(input(bool()), input(Word), untyped({ valid: true })); // chosen
    });
    expectError('updated', 'B022', ['there is no field data.top to update', 'name one of low, high'], () => {
      update(wire(Word), untyped({ data: { top: 1 } })); // updated
    });
    const both = 'give both the same fields, or choose one field';
    expectError('record', 'B022', ['a record is due where field data is a single value', both], () => {
      drive(wire(Word), untyped({ valid: true, data: 3 })); // record
    });
    expectError('value', 'B022', ['a single value is due where it is a record', both], () => {
      connect(wire(bool()), untyped(wire(Word))); // value
    });
  });

  it('B022: a field that nothing can drive', () => {
    const remedy =
      'connect what gives a value to what takes one: an output, a wire, a register or the input of an instance';
    expectError('inputs', 'B022', ['neither side can drive field valid', remedy], () => {
      connect(untyped(input(Word)), input(Word)); // inputs
    });
    const parts =
      'assign wires, outputs, registers, inputs of instances, or parts of them; of an element chosen at run time only the whole';
    expectError('driven', 'B022', ['field data.low cannot be assigned', parts], () => {
      drive(untyped(input({ data: { low: uint(4) } })), { data: { low: 1 } }); // driven
    });
  });

  it('B001, B002, B021: a field of another width or kind, with its path', () => {
    const remedy = 'say what is dropped: wrap(4) or saturate(4), or declare it wider';
    expectError('wide', 'B001', ['field data.high has 4 bits and is assigned a value of 5 bits', remedy], () => {
      connect(output(Word), input({ valid: bool(), data: { low: uint(4), high: uint(5) } })); // wide
    });
    const signs = 'field data.low is unsigned and is assigned a value that is signed';
    expectError('signed', 'B002', [signs, sayWhat], () => {
      connect(output(Word), untyped(input({ valid: bool(), data: { low: sint(4), high: uint(4) } }))); // signed
    });
    const constant = '16 does not fit field data.low of 4 bits';
    expectError('constant', 'B021', [constant, 'choose a constant that fits, or declare it wider'], () => {
      update(reg(Word), { data: { low: 16 } }); // constant
    });
    const shapes = 'declare both with one shape, or convert the one: element by element, or by reinterpret()';
    expectError('kinds', 'B002', ['vec(2, uint(4)) stands where vec(4, uint(2)) is due, in field a', shapes], () => {
      drive(wire({ a: vec(4, uint(2)) }), { a: input(vec(2, uint(4))) }); // kinds
    });
  });

  it('B020: directions, elements and shapes out of place', () => {
    const register = 'a register has no directions: declare its shape without flip()';
    expectError('register', 'B020', ['field ready of a register runs against the others', register], () => {
      reg({ data: uint(4), ready: flip(bool()) }); // register
    });
    const vectors = 'an element of a record that holds more than vectors';
    expectError('element', 'B020', [vectors, 'choose a vector of records'], () => {
      elementAt(input(Word), 0); // element
    });
    const lengths = 'the elements of a record that holds more than vectors of one length';
    expectError('elements', 'B020', [lengths, 'choose the vectors'], () => {
      elementsOf(input({ a: vec(2, bool()), b: vec(3, bool()) })); // elements
    });
    const width = '8 bits cannot be seen as a shape of 9 bits';
    expectError('bits', 'B020', [width, 'choose a shape of the same width, or select the bits first'], () => {
      reinterpret(input(uint(8)), Word); // bits
    });
  });
});
