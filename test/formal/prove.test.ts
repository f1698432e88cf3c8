import { describe, expect, test } from 'vitest';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { type ProofResult, proveEquivalent } from '../../sim/formal/prove.ts';
import { circuitSubject, netlistSubject, printedPair, verilogSubject } from '../../sim/formal/subject.ts';
import { outputNames, traceOutputs } from '../../sim/stimulus.ts';
import * as build from '../support/circuit-builder.ts';
import { hasYosys } from '../verilog/tools.ts';

const verilog = (body: string) =>
  verilogSubject(
    [
      {
        name: 'counter.sv',
        text: `module Counter(input logic clock, reset, input logic [3:0] step, output logic [3:0] count);\n${body}\nendmodule\n`,
      },
    ],
    'Counter',
  );

const counter = verilog('always_ff @(posedge clock) if (reset) count <= 0; else count <= count + step;');
const otherwise = verilog("logic [3:0] s; always_ff @(posedge clock) s <= reset ? 4'd0 : step + s; assign count = s;");
const wrapping = verilog(
  "always_ff @(posedge clock) if (reset) count <= 0; else count <= (count == 4'd9) ? 4'd0 : count + step;",
);

/** A counter of ours that adds what `sum` says. */
function counterCircuit(sum: (count: Expression, step: Expression) => Expression): Circuit {
  const builder = new build.ModuleBuilder('Counter');
  const step = builder.input('step', build.signed(6));
  const count = builder.register('count', build.signed(12), 0);
  builder.assign(count, build.convert(sum(build.reference(count), step), build.signed(12)));
  builder.assign(builder.output('total', build.signed(12)), build.reference(count));
  return build.circuitOf(builder.build());
}

/** The last row of the outputs under the stimulus of a counterexample. */
function lastRow(circuit: Circuit, result: ProofResult): readonly bigint[] {
  if (result.kind !== 'counterexample') throw new Error(`no counterexample: ${JSON.stringify(result)}`);
  const simulator = createSimulator(circuit, { engine: 'interpreter' });
  return traceOutputs(simulator, outputNames(circuit), result.stimulus).at(-1)!;
}

describe.skipIf(!hasYosys)('proofs', () => {
  test('two texts of one counter are equal, whatever their registers are called', async () => {
    expect(await proveEquivalent(counter, otherwise)).toEqual({ kind: 'proven' });
  });

  test('a counter that wraps elsewhere is not, and the inputs say when', async () => {
    const result = await proveEquivalent(counter, wrapping);
    if (result.kind !== 'counterexample') throw new Error(JSON.stringify(result));
    // By hand: the sum of the steps behind the last reset must have been 9, and one more edge without reset.
    let count = 0n;
    const counts = result.stimulus.map(({ step, reset }) => {
      const before = count;
      count = reset ? 0n : (count + step!) % 16n;
      return before;
    });
    expect(counts).toContain(9n);
    expect(Object.keys(result.stimulus[0]!).toSorted()).toEqual(['reset', 'step']);
  });

  test('a difference beyond the depth is neither proven nor found', async () => {
    const late = "logic [7:0] age; always_ff @(posedge clock) age <= reset ? 8'd0 : age + 8'd1;";
    const quiet = verilog('assign count = 0;');
    const loud = verilog(`${late} assign count = {4{age == 8'd200}};`);
    expect(await proveEquivalent(quiet, loud, { depth: 4 })).toEqual({
      kind: 'unknown',
      reason: 'no difference in 4 cycles, and no proof by as many',
    });
  });

  test('what yosys cannot read is unknown, with its words', async () => {
    const result = await proveEquivalent(counter, verilog('assign count = ;'));
    expect(result).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/ERROR: syntax error/) });
  });

  test('designs with other ports are not compared', async () => {
    const text = 'module Counter(input logic clock, reset, input logic [3:0] step, output logic [3:0] count, more);';
    const wider = verilogSubject(
      [{ name: 'wider.sv', text: `${text} assign more = 0; assign count = 0; endmodule\n` }],
      'Counter',
    );
    for (const result of [await proveEquivalent(counter, wider), await proveEquivalent(wider, counter)]) {
      expect(result).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/ERROR: No matching port/) });
    }
  });

  test('what is not answered in time is unknown', async () => {
    const product = (text: string) =>
      verilogSubject(
        [
          {
            name: 'p.sv',
            text: `module P(input logic [23:0] a, b, output logic [47:0] y); assign y = ${text}; endmodule\n`,
          },
        ],
        'P',
      );
    const hard = await proveEquivalent(product('a * b'), product("(a + 24'd1) * b - b"), { timeoutSeconds: 2 });
    expect(hard).toEqual({ kind: 'unknown', reason: 'no answer within 2 s' });
  });

  test('our circuits are proven or refuted with stimuli for our simulators', async () => {
    const adding = counterCircuit((count, step) => build.binary('add', count, step));
    const same = counterCircuit((count, step) => build.binary('subtract', count, build.unary('negate', step)));
    const limited = counterCircuit((count, step) =>
      build.mux(
        build.binary('greater', count, build.literal(40, build.signed(12))),
        count,
        build.convert(build.binary('add', count, step), build.signed(12)),
      ),
    );
    expect(await proveEquivalent(circuitSubject(adding), circuitSubject(same))).toEqual({ kind: 'proven' });
    expect(await proveEquivalent(circuitSubject(adding), netlistSubject(same))).toEqual({ kind: 'proven' });
    expect(await proveEquivalent(...printedPair(adding))).toEqual({ kind: 'proven' });
    const refuted = await proveEquivalent(circuitSubject(adding), circuitSubject(limited));
    expect(lastRow(adding, refuted)).not.toEqual(lastRow(limited, refuted));
  });
});

test('designs of several clocks are not compared', async () => {
  const subject = { ...counter, clocks: 2 };
  expect(await proveEquivalent(subject, subject)).toEqual({
    kind: 'unknown',
    reason: 'designs of several clocks are not compared',
  });
});

test.skipIf(!hasYosys)('without yosys there is one clear error', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    await expect(proveEquivalent(counter, otherwise)).rejects.toThrow(
      /^error B540: yosys was not found\n {2}remedy: install the Debian package yosys \(apt-get install yosys\), or npm install @yowasp\/yosys$/,
    );
  } finally {
    process.env.PATH = path;
  }
});
