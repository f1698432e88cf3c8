import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ultraTrail } from '../../generators/accelerators/index.ts';
import { designHandle } from '../../generators/handles/index.ts';
import { elaborate } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { makeExampleWorkspace, typeCheckExamples } from '../support/example-workspace.ts';
import { blinking, everyKind, manySignals, severalClocks } from './designs.ts';

const parameters = ultraTrail.parameters();
const accelerator = elaborate(ultraTrail.module, parameters);
const handles = {
  'EveryKind.ts': designHandle(everyKind),
  'Blinking.ts': designHandle(blinking),
  'SeveralClocks.ts': designHandle(severalClocks),
  'ManySignals.ts': designHandle(manySignals),
  'ultratrail.ts': designHandle(accelerator, { parameters, fileName: 'ultratrail.ts' }),
};

/** A file that holds iff the handle's names of signals and memories are exactly those of the simulator. */
function sameNames(handle: string, circuit: typeof everyKind): string {
  const simulator = createSimulator(circuit, { engine: 'interpreter' });
  const union = (names: readonly string[]) => names.map((name) => `'${name}'`).join(' | ') || 'never';
  return `
    import type * as Design from './${handle}';
    type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    export const signals: Equal<Design.SignalName, ${union(simulator.signals)}> = true;
    ${simulator.memories.length > 0 ? `export const memories: Equal<Design.MemoryName, ${union(simulator.memories.map(({ name }) => name))}> = true;` : ''}
  `;
}

describe('the typed handle of a design', () => {
  let workspace: string;
  const run = (file: string, source: string): unknown => {
    writeFileSync(join(workspace, file), source);
    const loader = ['--import', resolve('bin/strip-types.mjs')];
    return JSON.parse(execaSync('node', [...loader, file], { cwd: workspace }).stdout);
  };

  beforeAll(() => {
    const output = readFileSync('docs/output.md', 'utf8');
    const [, documented = ''] = /^```ts\n(.*?)^```/ms.exec(output)!;
    workspace = makeExampleWorkspace([
      ...Object.entries(handles).map(([file, source]) => ({ file, source })),
      { file: 'misuse.ts', source: readFileSync('test/handles/misuse.ts.txt', 'utf8') },
      { file: 'every-name.ts', source: sameNames('EveryKind.ts', everyKind) },
      { file: 'blinking-names.ts', source: sameNames('Blinking.ts', blinking) },
      { file: 'clock-names.ts', source: sameNames('SeveralClocks.ts', severalClocks) },
      { file: 'accelerator-names.ts', source: sameNames('ultratrail.ts', accelerator) },
      {
        file: 'documented.ts',
        source: `import type { Circuit } from 'burin';\ndeclare const circuit: Circuit;\n${documented.replace('./rtl-out/ultratrail/', './')}`,
      },
    ]);
    const configuration = JSON.parse(readFileSync(join(workspace, 'tsconfig.json'), 'utf8'));
    configuration.compilerOptions.noUnusedLocals = true;
    configuration.compilerOptions.noPropertyAccessFromIndexSignature = true;
    writeFileSync(join(workspace, 'tsconfig.json'), JSON.stringify(configuration));
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it('is strictly typed: right uses pass, wrong names and types do not, and no name is missing', () => {
    expect(typeCheckExamples(workspace)).toBe('');
  });

  it('is the same for equal circuits', () => {
    const again = elaborate(ultraTrail.module, ultraTrail.parameters());
    expect(designHandle(again, { parameters, fileName: 'ultratrail.ts' })).toBe(handles['ultratrail.ts']);
  });

  it('reads and drives a simulation of every kind of port', () => {
    const result = run(
      'use-every-kind.ts',
      `
      import { createSimulator } from 'burin/simulator';
      import { everyKind } from '${resolve('test/handles/designs.ts')}';
      import * as Design from './EveryKind.ts';
      const simulator = createSimulator(everyKind);
      const dut = Design.connect(simulator);
      const text = (value: unknown) => typeof value === 'bigint' ? String(value) + 'n' : value;
      const refused = (act: () => void) => { try { act(); return 'taken'; } catch (error) { return (error as Error).message; } };
      dut.reset.value = true;
      simulator.step();
      dut.reset.value = false;
      dut.small.value = -64;
      dut.wide.value = 2n ** 33n - 1n;
      dut.mode.value = 'class';
      dut.words.lanes = [-128, 127, 255, 0];
      dut.longs.lanes = [5n, 2n ** 40n - 1n];
      dut.step.value = true;
      Design.memory(simulator, 'store').write(3, -32);
      Design.memory(simulator, 'long').write(1, 2n ** 50n - 1n);
      const before = Design.signal(simulator, 'lanes_1_1.mode');
      simulator.step(3);
      const results = [
        before, Design.signal(simulator, 'lanes_1_1.mode'), Design.signal(simulator, 'lanes_0_0.count'),
        dut.step.value, dut.small.value, dut.negated.value, dut.twice.value, dut.shown.value,
        dut.words.value, dut.words.lanes, dut.swapped.lanes, dut.longs.lanes, dut.longs.value, dut.longest.value,
        dut.sum.value, dut.stored.value, Design.memory(simulator, 'long').read(1), Design.parameters, Design.top,
        refused(() => { dut.small.value = 64; }),
        refused(() => { dut.words.lanes = [1, 2, 3]; }),
        refused(() => { dut.words.lanes = [256, 0, 0, 0]; }),
        refused(() => { dut.words.lanes = [0, 0, 0, -129]; }),
        refused(() => { dut.mode.value = 'toString' as 'Idle'; }),
        refused(() => { Design.signal(simulator, 'lanes_1_1.toString' as 'sum'); }),
        refused(() => { Design.signal(simulator, 'nothing.sum' as 'sum'); }),
        refused(() => { simulator.set('mode', 1); void dut.mode.value; }),
      ];
      console.log(JSON.stringify(results, (_, value) => text(value)));
      `,
    );
    expect(result).toEqual([
      ...['Left', 'Right', '8n', 1, -64, 64, `${2n ** 34n - 2n}n`, 'class'],
      ...[0x00ff7f80, [0x80, 0x7f, 0xff, 0], [0x7f, 0x80]],
      ...[['5n', `${2n ** 40n - 1n}n`], `${((2n ** 40n - 1n) << 40n) + 5n}n`, `${2n ** 40n - 1n}n`],
      ...['40n', -32, `${2n ** 50n - 1n}n`, { width: 7, rounding: 'half-up' }, 'EveryKind'],
      'small cannot take 64: it holds -64 to 63',
      'words has 4 lanes, not 3',
      'lane 0 of words has 8 bits and cannot take 256',
      'lane 3 of words has 8 bits and cannot take -129',
      'mode has no member toString',
      'EveryKind has no signal lanes_1_1.toString',
      'EveryKind has no signal nothing.sum',
      'mode is 1, which is no member of its enumeration',
    ]);
  });

  it('knows several clocks, and what is inside a model', () => {
    const result = run(
      'use-clocks.ts',
      `
      import { createSimulator } from 'burin/simulator';
      import { severalClocks } from '${resolve('test/handles/designs.ts')}';
      import * as Design from './SeveralClocks.ts';
      const simulator = createSimulator(severalClocks);
      const dut = Design.connect(simulator);
      const clock: Design.ClockName = 'pixel_clock';
      dut.d.value = true;
      dut.direction.value = 'Out';
      dut.pixel_reset.value = true;
      simulator.step(1, clock);
      const reset = dut.seen.value;
      dut.pixel_reset.value = false;
      dut.address.value = 5;
      simulator.step(2, clock);
      const still = dut.q.value;
      simulator.step(1, 'clock');
      const word: number = Design.memory(simulator, 'table').read(6);
      console.log(JSON.stringify([
        Design.clocks, reset, dut.seen.value, still, Design.signal(simulator, 'delay.held'), dut.way.value, word,
        Object.keys(Design.ports),
      ]));
      `,
    );
    const ports = ['pixel_reset', 'd', 'direction', 'address', 'q', 'seen', 'way'];
    expect(result).toEqual([['clock', 'pixel_clock'], 7, 9, 0, 1, 'Out', 2, ports]);
  });

  it('names signals as plain text where there are too many for types', () => {
    const result = run(
      'use-many.ts',
      `
      import { createSimulator } from 'burin/simulator';
      import { manySignals } from '${resolve('test/handles/designs.ts')}';
      import * as Design from './ManySignals.ts';
      const simulator = createSimulator(manySignals, { engine: 'interpreter' });
      const dut = Design.connect(simulator);
      dut.reset.value = true;
      simulator.step();
      dut.reset.value = false;
      dut.step.value = true;
      simulator.step();
      const name: string = simulator.signals.at(-1)!;
      console.log(JSON.stringify([name, Design.signal(simulator, name) === 2n, simulator.signals.length > 20_000]));
      `,
    );
    expect(result).toEqual(['lanes_71_71.count_register', true, true]);
  });

  it('has all of the accelerator: its parameters, and its control seen from outside', () => {
    const result = run(
      'use-accelerator.ts',
      `
      import { elaborate } from 'burin';
      import { createSimulator } from 'burin/simulator';
      import { ultraTrail } from '${resolve('generators/accelerators/index.ts')}';
      import * as UltraTrail from './ultratrail.ts';
      const simulator = createSimulator(elaborate(ultraTrail.module, ultraTrail.parameters(UltraTrail.parameters)));
      const dut = UltraTrail.connect(simulator);
      dut.reset.value = true;
      simulator.step();
      const words = UltraTrail.memory(simulator, 'bmem');
      words.write(63, 0x0102030405060708n);
      const { depth, width } = UltraTrail.memories.bmem;
      console.log(JSON.stringify([
        UltraTrail.signal(simulator, 'control.state'), dut.busy.value, words.read(63) === 0x0102030405060708n, depth, width,
        UltraTrail.parameters,
      ]));
      `,
    );
    expect(result).toEqual(['Idle', 0, true, 64, 64, parameters]);
  });
});
