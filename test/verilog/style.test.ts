import { describe, expect, it } from 'vitest';
import type { BitType, Circuit, LogicModule } from '../../generators/circuit/types.ts';
import { emitVerilog, fileList } from '../../generators/verilog/index.ts';
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
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { complaints, hasVerilator, hasYosys } from './tools.ts';

const increment = (value: ReturnType<typeof reference>) =>
  convert(binary('add', value, literal(1, value.type)), value.type);

function counter(): Circuit {
  const builder = new ModuleBuilder('Counter');
  const enable = builder.input('enable', bit);
  const clear = builder.input('clear', bit);
  const count = builder.register('count', unsigned(8), 0);
  const last = builder.register('last', unsigned(8));
  builder.when(
    clear,
    () => builder.assign(count, literal(0, unsigned(8))),
    () => builder.when(enable, () => builder.assign(count, increment(reference(count)))),
  );
  builder.assign(last, mux(enable, reference(count), reference(last)));
  builder.assign(builder.output('value', unsigned(8)), reference(count));
  builder.assign(builder.output('lastEnabled', unsigned(8)), reference(last));
  return circuitOf(builder.build());
}

const State = {
  name: 'State',
  members: [
    { name: 'Idle', value: 0n },
    { name: 'Run', value: 1n },
    { name: 'Done', value: 2n },
  ],
};

function machine(): Circuit {
  const type: BitType = { width: 2, signed: false, enumeration: State };
  const builder = new ModuleBuilder('Machine');
  const start = builder.input('start', bit);
  const stop = builder.input('stop', bit);
  const state = builder.register('state', type, 0);
  const next = builder.wire('next', type);
  builder.assign(next, reference(state));
  builder.switch(reference(state), [
    [[0], () => builder.when(start, () => builder.assign(next, literal(1, type)))],
    [[1], () => builder.when(stop, () => builder.assign(next, literal(2, type)))],
    [[2], () => builder.assign(next, literal(0, type))],
  ]);
  builder.assign(state, reference(next));
  builder.assign(builder.output('busy', bit), binary('notEqual', reference(state), literal(0, type)));
  builder.assign(builder.output('stateBits', unsigned(2)), convert(reference(state), unsigned(2)));
  return circuitOf(builder.build());
}

function multiplyAccumulate(): LogicModule {
  const builder = new ModuleBuilder('MultiplyAccumulate');
  const weight = builder.input('weight', signed(6));
  const feature = builder.input('feature', signed(8));
  const partial = builder.input('partial', signed(20));
  const product = builder.node('product', binary('multiply', weight, feature));
  const sum = builder.register('sum_', signed(20));
  builder.assign(sum, convert(binary('add', partial, product), signed(20)));
  builder.assign(builder.output('sum', signed(20)), reference(sum));
  return builder.build();
}

function systolic(size: number): Circuit {
  const mac = multiplyAccumulate();
  const builder = new ModuleBuilder('Systolic');
  const weights = builder.input('weights', unsigned(size * size * 6));
  const features = builder.input('features', unsigned(size * 8));
  const instances = Array.from({ length: size * size }, (_, at) => {
    const index = [Math.floor(at / size), at % size];
    const instance = builder.instance(`mac_${index.join('_')}`, mac);
    return Object.assign(instance, { array: { name: 'mac', index, size: [size, size] } });
  });
  for (const [at, { inputs }] of instances.entries()) {
    const column = at % size;
    const part = (vector: typeof weights, width: number, place: number) =>
      convert(slice(vector, width * place + width - 1, width * place), signed(width));
    builder.assign(inputs.get('weight')!, part(weights, 6, at));
    builder.assign(inputs.get('feature')!, part(features, 8, column));
    const above = instances[at - size];
    builder.assign(inputs.get('partial')!, above ? reference(above.outputs.get('sum')!) : literal(0, signed(20)));
  }
  const bottom = instances.slice(-size).map(({ outputs }) => reference(outputs.get('sum')!));
  builder.assign(builder.output('sums', unsigned(size * 20)), concatenate(...bottom.reverse()));
  return circuitOf(builder.build());
}

function text(circuit: Circuit, name = circuit.top.name): string {
  const file = emitVerilog(circuit, { sourceComments: false }).find(({ moduleName }) => moduleName === name);
  return file!.text;
}

describe('style', () => {
  it('registers with enable, with and without reset', () => {
    expect(text(counter())).toMatchInlineSnapshot(`
      "\`default_nettype none

      module Counter (
        input  logic       clock,
        input  logic       reset,
        input  logic       enable,
        input  logic       clear,
        output logic [7:0] value,
        output logic [7:0] lastEnabled
      );

        logic [7:0] count;
        logic [7:0] last;

        always_ff @(posedge clock) begin
          if (reset) begin
            count <= 8'd0;
          end else if (clear) begin
            count <= 8'd0;
          end else if (enable) begin
            count <= count + 8'd1;
          end
        end

        always_ff @(posedge clock) begin
          if (enable) last <= count;
        end

        assign value       = count;
        assign lastEnabled = last;
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it('a state machine', () => {
    expect(text(machine())).toMatchInlineSnapshot(`
      "\`default_nettype none

      module Machine (
        input  logic       clock,
        input  logic       reset,
        input  logic       start,
        input  logic       stop,
        output logic       busy,
        output logic [1:0] stateBits
      );

        typedef enum logic [1:0] {
          Idle = 2'd0,
          Run  = 2'd1,
          Done = 2'd2
        } State;

        State state;
        State next;

        always @* begin
          next = state;
          case (state)
            Idle: begin
              if (start) next = Run;
            end
            Run: begin
              if (stop) next = Done;
            end
            Done: next = Idle;
            default: ;
          endcase
        end

        always_ff @(posedge clock) begin
          if (reset) begin
            state <= Idle;
          end else begin
            state <= next;
          end
        end

        assign busy      = state != Idle;
        assign stateBits = state;
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it('signed arithmetic', () => {
    expect(text(circuitOf(multiplyAccumulate()))).toMatchInlineSnapshot(`
      "\`default_nettype none

      module MultiplyAccumulate (
        input  logic               clock,
        input  logic               reset,
        input  logic signed [5:0]  weight,
        input  logic signed [7:0]  feature,
        input  logic signed [19:0] partial,
        output logic signed [19:0] sum
      );

        logic signed [13:0] product;
        logic signed [19:0] sum_;

        assign product = weight * feature;

        always_ff @(posedge clock) begin
          sum_ <= partial + 20'(product);
        end

        assign sum = sum_;

        wire unused = &{1'b0, reset};
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it('an array of instances as nested loops', () => {
    expect(text(systolic(4))).toMatchInlineSnapshot(`
      "\`default_nettype none

      module Systolic (
        input  logic        clock,
        input  logic        reset,
        input  logic [95:0] weights,
        input  logic [31:0] features,
        output logic [79:0] sums
      );

        logic [319:0] mac_sum;
        logic [319:0] mac_partial;

        assign sums        = mac_sum[319:240];
        assign mac_partial = {mac_sum[239:0], 80'd0};

        for (genvar i = 0; i < 4; i++) begin : gen_mac_row
          for (genvar j = 0; j < 4; j++) begin : gen_mac_column
            MultiplyAccumulate mac (
              .clock  (clock),
              .reset  (reset),
              .weight (weights[6*(4*i + j) +: 6]),
              .feature(features[8*j +: 8]),
              .partial(mac_partial[20*(4*i + j) +: 20]),
              .sum    (mac_sum[20*(4*i + j) +: 20])
            );
          end
        end
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it('a 64 by 64 array in less than 200 lines', () => {
    expect(text(systolic(64)).split('\n').length).toBeLessThan(200);
  });

  it('the same bytes for the same circuit, and files in order of dependence', () => {
    expect(emitVerilog(systolic(3))).toEqual(emitVerilog(systolic(3)));
    expect(fileList(emitVerilog(systolic(3)))).toBe('MultiplyAccumulate.sv\nSystolic.sv\n');
  });
});

describe('names', () => {
  it('refuses a port that SystemVerilog reserves', () => {
    const builder = new ModuleBuilder('Reserved');
    builder.assign(builder.output('output', bit), builder.input('a', bit));
    expect(() => emitVerilog(circuitOf(builder.build()))).toThrowErrorMatchingInlineSnapshot(`
      [BurinError: circuit.ts:1:1: error B060: port of Reserved 'output' has a name that SystemVerilog reserves
        remedy: give it another name]
    `);
  });

  it('gives internal signals an underscore instead', () => {
    const builder = new ModuleBuilder('Inside');
    const wire = builder.node('wire', unary('not', builder.input('a', unsigned(4))));
    builder.assign(builder.output('y', unsigned(4)), wire);
    const circuit = circuitOf(builder.build());
    expect(text(circuit)).toContain('assign wire_ = ~a;');
    expect(complaints(circuit)).toBe('');
  });
});

describe.skipIf(!hasVerilator && !hasYosys)('every tool takes it without a warning', () => {
  it.each([
    ['counter', counter],
    ['machine', machine],
    ['multiply-accumulate', () => circuitOf(multiplyAccumulate())],
    ['systolic array', () => systolic(4)],
  ])('%s', (_, make) => {
    expect(complaints(make())).toBe('');
  });

  it('with an asynchronous reset', () => {
    expect(complaints(counter(), { reset: 'asynchronous-low' })).toBe('');
  });

  it.each(['no-change', 'read-first', 'write-first'] as const)('memory, %s', (policy) => {
    for (const [depth, addressWidth] of [
      [1024, 10],
      [5, 3],
      [5, 4],
      [1, 1],
    ] as const) {
      const builder = new ModuleBuilder('Holder');
      const ram = builder.instance('ram', memory(`Ram${depth}`, depth, signed(12), policy, addressWidth));
      for (const [name, input] of ram.inputs) builder.assign(input, builder.input(name, input.type));
      builder.assign(builder.output('readData', signed(12)), reference(ram.outputs.get('readData')!));
      expect(complaints(circuitOf(builder.build()))).toBe('');
    }
  });
});
