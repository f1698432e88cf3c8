import { describe, expect, it } from 'vitest';
import { printCircuit } from '../../generators/circuit/print.ts';
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
  signed,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';

describe('printCircuit', () => {
  it('prints everything that a circuit holds', () => {
    const State = {
      width: 1,
      signed: false,
      enumeration: { name: 'State', members: ['Idle', 'Run'].map((name, value) => ({ name, value: BigInt(value) })) },
    };
    const builder = new ModuleBuilder('Top');
    const a = builder.input('a', signed(4));
    const vector = builder.input('vector', { width: 16, signed: false, lanes: 4 });
    const index = builder.input('index', unsigned(2));
    const result = builder.output('result', { width: 16, signed: false, lanes: 4 });
    const words = builder.instance('words', memory('Words', 64, unsigned(4), 'write-first'));
    const state = builder.register('state', State, 1);
    const plain = builder.register('plain', unsigned(4));
    const wire = builder.wire('wire', unsigned(4));
    const shared = binary('multiply', a, a);
    builder.node('double', binary('add', shared, shared));
    builder.node('bits', concatenate(slice(shared, 7, 4), slice(shared, 0, 0), unary('not', vector)));
    builder.node('chosen', mux(unary('orReduce', vector), literal(-3, signed(4)), a));
    builder.node('moved', shift('left', convert(a, signed(5)), index));
    builder.assign(result, vector);
    builder.connect({ signal: result, element: { index, width: 4 } }, element(vector, index, 4));
    builder.connect({ signal: plain, range: { high: 0, low: 0 } }, literal(1, bit));
    builder.assign(wire, reference(words.outputs.get('readData')!));
    builder.when(
      binary('less', a, literal(2, signed(4))),
      () => builder.connect({ signal: plain, range: { high: 3, low: 2 } }, index),
      () => builder.when(reference(state), () => builder.assign(words.inputs.get('enable')!, literal(1, bit))),
    );
    builder.switch(
      index,
      [
        [[0, 3], () => builder.assign(state, literal(0, State))],
        [[1], () => {}],
      ],
      () => builder.assign(wire, literal(2, unsigned(4))),
    );
    expect(printCircuit(circuitOf(builder.build()))).toBe(`\
memory Words 64 x u4, single-port, write-first {
  input clock: clock
  input enable: u1
  input write: u1
  input address: u6
  input writeData: u4
  output readData: u4
}

module Top {
  input clock: clock
  input reset: reset
  input a: s4
  input vector: u16 of 4 lanes
  input index: u2
  output result: u16 of 4 lanes
  instance words: Words
  %0: s8 = (a * a)
  register state: u1 State at clock, Run:u1 State at reset
  register plain: u4 at clock
  wire wire: u4
  node double: s9 = (%0 + %0)
  node bits: u21 = {%0[7:4], %0[0], not(vector)}
  node chosen: s4 = mux(orReduce(vector), -3:s4, a)
  node moved: s8 = (s5(a) << index)
  result := vector
  result.element(index, 4) := vector.element(index, 4)
  plain[0] := 1:u1
  wire := words.readData
  when (a < 2:s4) {
    plain[3:2] := index
  } otherwise {
    when state {
      words.enable := 1:u1
    }
  }
  switch index {
    0:u2, 3:u2 {
      state := Idle:u1 State
    }
    1:u2 {}
    otherwise {
      wire := 2:u4
    }
  }
}
`);
  });

  it('prints parts that are shared many times over in linear size', () => {
    const builder = new ModuleBuilder('Top');
    let value = builder.input('a', unsigned(8));
    for (let depth = 0; depth < 200; depth += 1) value = binary('xor', value, value);
    builder.node('value', value);
    expect(printCircuit(circuitOf(builder.build())).split('\n').length).toBeLessThan(250);
  });
});
