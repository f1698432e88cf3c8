import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Circuit } from '../../generators/circuit/types.ts';
import { codeName, keepCode, keptCode } from '../../sim/engine/code-cache/code-cache.ts';
import { flatten } from '../../sim/engine/flatten/flatten.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { describeNetlist } from '../../sim/engine/wasm/description.ts';
import { layOut } from '../../sim/engine/wasm/layout.ts';
import { compileStep } from '../../sim/engine/wasm/step-module.ts';
import { RandomSource, randomCircuit, randomCircuits } from '../support/random-circuit.ts';

const outer = process.env.BURIN_CACHE;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burin-code-'));
  process.env.BURIN_CACHE = folder;
});

afterEach(() => {
  if (outer === undefined) delete process.env.BURIN_CACHE;
  else process.env.BURIN_CACHE = outer;
  rmSync(folder, { recursive: true, force: true });
});

function named(circuit: Circuit): { name: string; code: string } {
  const netlist = flatten(circuit, { withProperties: true });
  const layout = layOut(netlist);
  const name = codeName(describeNetlist(netlist, layout));
  const { bytes, end, stops } = compileStep(netlist, layout);
  return { name, code: `${end} ${stops} ${Buffer.from(bytes).toString('base64')}` };
}

describe('the name of code', () => {
  it('is one for equal circuits, and other code never has it', () => {
    const codes = new Map<string, string>();
    for (let seed = 0; seed < 40; seed++) {
      const options = { exotic: seed % 2 === 1 };
      const first = named(randomCircuit(seed, options));
      expect(named(randomCircuit(seed, options))).toEqual(first);
      expect(codes.get(first.name) ?? first.code).toBe(first.code);
      codes.set(first.name, first.code);
    }
    expect(codes.size).toBe(new Set(codes.values()).size);
  });
});

describe('code that is kept', () => {
  const code = Uint8Array.of(1, 2, 3);

  it('is found again, by its name alone', () => {
    keepCode('one', code);
    expect([...keptCode('one')!]).toEqual([1, 2, 3]);
    expect(keptCode('other')).toBeUndefined();
  });

  it('is not taken where it is damaged or cut off', () => {
    keepCode('one', code);
    const file = join(folder, 'code', 'one');
    const content = readFileSync(file);
    writeFileSync(file, content.subarray(0, -1));
    expect(keptCode('one')).toBeUndefined();
    content[content.length - 1]! ^= 1;
    writeFileSync(file, content);
    expect(keptCode('one')).toBeUndefined();
  });

  it('goes when there is much newer one', () => {
    for (let number = 0; number < 210; number++) keepCode(`piece${number}`, code);
    expect(readdirSync(join(folder, 'code')).length).toBeLessThanOrEqual(200);
    expect(keptCode('piece209')).toBeDefined();
  });

  it('does without a folder', () => {
    writeFileSync(join(folder, 'file'), '');
    process.env.BURIN_CACHE = join(folder, 'file');
    keepCode('one', code);
    expect(keptCode('one')).toBeUndefined();
  });

  it('simulates as code that is compiled', () => {
    const run = () => {
      // Large enough to take long everywhere.
      const circuit = randomCircuits(7, 16);
      const simulator = createSimulator(circuit);
      const random = new RandomSource(1);
      const results: bigint[] = [];
      for (let cycle = 0; cycle < 20; cycle++) {
        for (const port of circuit.top.ports) {
          if (port.kind === 'input' && port.role === undefined) simulator.set(port.name, random.value(port.type));
        }
        simulator.step();
        for (const port of circuit.top.ports) if (port.kind === 'output') results.push(simulator.get(port.name));
      }
      return results;
    };
    const compiled = run();
    expect(readdirSync(join(folder, 'code'))).toHaveLength(1);
    expect(run()).toEqual(compiled);
  });
});
