import { describe, expect, it } from 'vitest';
import { operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import { TensorTrail } from '../../generators/accelerators/tensortrail/tensortrail.ts';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { driveReads, resetDesign } from '../../sim/host/drive-host.ts';
import { featuresRead, loadTensorProgram, runTensorProgram, writeFeatures } from '../../sim/host/tensortrail.ts';
import { simulatedMachine } from '../../sim/host/tensortrail-machine.ts';
import { startIcarus } from '../../sim/icarus/stepped.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys, withFiles } from '../verilog/tools.ts';
import type { OperationName } from './random-instruction.ts';
import { randomProgram, smallParameters } from './random-program.ts';
import { differenceOf, elaborateTensorTrail, expectedResult } from './run-program.ts';

const everyOperation = Object.keys(operations) as OperationName[];
const noOptions = {
  add: false,
  multiply: false,
  maximum: false,
  average: false,
  table: false,
  argmax: false,
  halfEven: false,
};

describe('the printed TensorTrail', () => {
  const variants = [
    ['N = 2', smallParameters({ array: 2 })],
    ['N = 8', smallParameters({ array: 8 })],
    ['N = 16, sums of 20 bits', smallParameters({ array: 16, accumulatorBits: 20 })],
    ['convolutions only, no left shift', smallParameters({ ...noOptions, array: 4, maximumLeftShift: 0 })],
    ['tables and maxima', smallParameters({ ...noOptions, array: 4, table: true, maximum: true, featureDepth: 99 })],
    ['additions and products', smallParameters({ ...noOptions, array: 4, add: true, multiply: true, average: true })],
    ['rounding half to even', smallParameters({ array: 4, halfEven: true })],
    ['rounding as float32', smallParameters({ array: 4, halfEven: true, float32: true })],
    [
      'rounding half to even, convolutions only',
      smallParameters({ ...noOptions, array: 2, maximumLeftShift: 0, halfEven: true }),
    ],
    ['argmax and narrow sums', smallParameters({ ...noOptions, array: 4, argmax: true, accumulatorBits: 16 })],
  ] as const;
  for (const [name, parameters] of variants) {
    it.skipIf(!hasVerilator)(`${name}: no tool has anything to say`, () => {
      expect(complaints(elaborateTensorTrail(parameters))).toBe('');
    });
  }

  it('has nothing unused or unreachable with any operation left out, or all but one', () => {
    for (const option of Object.keys(noOptions)) {
      for (const given of [{ [option]: false }, { ...noOptions, [option]: true }]) {
        const circuit = elaborate(TensorTrail, smallParameters({ array: 2, ...given }));
        expect(checkCircuit(circuit), JSON.stringify(given)).toEqual([]);
      }
    }
  });

  it.skipIf(!hasYosys)('keeps its memories in block RAM on ECP5: none is left as flip-flops', () => {
    const circuit = elaborateTensorTrail(smallParameters({ array: 2, featureDepth: 512, tapDepth: 256 }));
    const statistics = withFiles(circuit, (run, names) => {
      const script = `read_verilog -sv ${names.join(' ')}; synth_ecp5 -top TensorTrail -run begin:map_ffram; stat -top TensorTrail`;
      return run('yosys', '-p', script);
    });
    const total = statistics.slice(statistics.lastIndexOf('design hierarchy'));
    expect(total).not.toContain('$mem_v2');
    expect(total).toContain('DP16KD');
  });
});

describe.skipIf(!hasVerilator)('random programs under Verilator', () => {
  for (const array of [2, 4, 8]) {
    it(`N = ${array}, 20 programs`, async () => {
      const parameters = smallParameters({ array });
      const circuit = elaborateTensorTrail(parameters);
      const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
      const design = startVerilated(built);
      const words = array * parameters.featureDepth;
      try {
        for (let seed = 500; seed < 520; seed++) {
          const { program, features } = randomProgram(seed, parameters, everyOperation);
          const machine = simulatedMachine('verilator', design, program);
          machine.writeFeatures(0, features);
          const cycles = await machine.run();
          const argmax = Number(await design.get('argmax'));
          const result = { features: await machine.readFeatures(0, words), argmax, cycles };
          expect(differenceOf(result, expectedResult(program, features), array), `seed ${seed}`).toBeUndefined();
        }
      } finally {
        await design.close();
      }
    });
  }
});

describe.skipIf(!hasIcarus)('random programs under Icarus, over the host port', () => {
  it('N = 2, 4 programs', async () => {
    const parameters = smallParameters({ array: 2 });
    const circuit = elaborateTensorTrail(parameters);
    const design = await startIcarus(circuit, emitVerilog(circuit));
    const words = parameters.array * parameters.featureDepth;
    try {
      resetDesign(design);
      for (let seed = 600; seed < 604; seed++) {
        const { program, features } = randomProgram(seed, parameters, ['dot', 'spatial', 'depthwise', 'add', 'table']);
        loadTensorProgram(design, program);
        writeFeatures(design, parameters, 0, features);
        const { cycles, argmax } = await runTensorProgram(design, program);
        const left = await driveReads(design, featuresRead(parameters, 0, words));
        const expected = expectedResult(program, features);
        const difference = differenceOf({ features: left, argmax, cycles }, expected, parameters.array);
        expect(difference, `seed ${seed}`).toBeUndefined();
      }
    } finally {
      await design.close();
    }
  });
});
