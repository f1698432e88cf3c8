import { describe, expect, it } from 'vitest';
import { operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import { TensorTrail } from '../../generators/accelerators/tensortrail/tensortrail.ts';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { complaints, hasVerilator, hasYosys, withFiles } from '../verilog/tools.ts';
import type { OperationName } from './random-instruction.ts';
import { smallParameters } from './random-program.ts';
import { differenceOf, elaborateTensorTrail, expectedResult } from './run-program.ts';
import { randomStreamedProgram, streamedResult } from './streamed-program.ts';

const everyOperation = Object.keys(operations) as OperationName[];
const streaming = { weightStream: true, weightDepth: 32 };
const noOptions = { add: false, multiply: false, maximum: false, average: false, table: false, argmax: false };

describe('the printed TensorTrail with a stream of weights', () => {
  const variants = [
    ['N = 2, bytes', smallParameters({ ...streaming, array: 2, weightStreamBits: 8 })],
    ['N = 8, 64 bits', smallParameters({ ...streaming, array: 8, weightStreamBits: 64 })],
    ['N = 4, whole words', smallParameters({ ...streaming, array: 4, weightStreamBits: 128 })],
    ['convolutions only', smallParameters({ ...streaming, ...noOptions, array: 4, weightStreamBits: 32 })],
  ] as const;
  for (const [name, parameters] of variants) {
    it.skipIf(!hasVerilator)(`${name}: no tool has anything to say`, () => {
      expect(complaints(elaborateTensorTrail(parameters))).toBe('');
    });
  }

  it('has nothing unused or unreachable with any operation left out, or all but one', () => {
    for (const option of Object.keys(noOptions)) {
      for (const given of [{ [option]: false }, { ...noOptions, [option]: true }]) {
        const circuit = elaborate(
          TensorTrail,
          smallParameters({ ...streaming, array: 2, weightStreamBits: 16, ...given }),
        );
        expect(checkCircuit(circuit), JSON.stringify(given)).toEqual([]);
      }
    }
  });

  it('has no stream port where weights are loaded, and no port to load them where they are streamed', () => {
    const namesOf = (parameters: Parameters<typeof smallParameters>[0]) =>
      elaborateTensorTrail(smallParameters({ array: 2, ...parameters })).modules.flatMap((module) =>
        module.kind === 'logic' ? module.ports.map(({ name }) => name) : [],
      );
    const [loaded, streamed] = [namesOf({}), namesOf(streaming)];
    const ports = ['weightStream_valid', 'weightStream_payload', 'weightStream_ready'];
    expect(ports.filter((name) => loaded.includes(name))).toEqual([]);
    expect(ports.filter((name) => !streamed.includes(name))).toEqual([]);
    expect([loaded, streamed].map((names) => names.includes('writeWords_weights'))).toEqual([true, false]);
  });

  it.skipIf(!hasYosys)('keeps its ring in block RAM on ECP5', () => {
    const given = { array: 2, featureDepth: 512, tapDepth: 256, weightStream: true, weightDepth: 512 };
    const statistics = withFiles(elaborateTensorTrail(smallParameters(given)), (run, names) => {
      const script = `read_verilog -sv ${names.join(' ')}; synth_ecp5 -top TensorTrail -run begin:map_ffram; stat -top TensorTrail`;
      return run('yosys', '-p', script);
    });
    const total = statistics.slice(statistics.lastIndexOf('design hierarchy'));
    expect(total).not.toContain('$mem_v2');
    expect(total).toContain('DP16KD');
  });
});

describe.skipIf(!hasVerilator)('streamed weights under Verilator', () => {
  it('N = 4, 10 random programs', async () => {
    const parameters = smallParameters({ ...streaming, array: 4, weightStreamBits: 32 });
    const circuit = elaborateTensorTrail(parameters);
    const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
    const design = startVerilated(built);
    try {
      let run = 0;
      for (let seed = 300; run < 10; seed++) {
        const streamed = randomStreamedProgram(seed, parameters, everyOperation);
        if (!streamed) continue;
        run++;
        const { program, features } = streamed;
        const actual = await streamedResult(design, program, features);
        const difference = differenceOf(actual, expectedResult(program, features), parameters.array);
        expect({ seed, difference, left: actual.left }).toEqual({ seed, difference: undefined, left: 0 });
      }
    } finally {
      await design.close();
    }
  });
});
