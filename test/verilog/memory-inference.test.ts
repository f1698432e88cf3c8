import { describe, expect, it } from 'vitest';
import type { MemoryModule } from '../../generators/circuit/types.ts';
import * as build from '../support/circuit-builder.ts';
import { holderOf } from './memories.ts';
import { hasYosys, withFiles } from './tools.ts';

/** What each family's memories are called, and which of ours yosys 0.23 does not find a place for. */
const families = {
  ice40: { cells: /SB_RAM40_4K/, options: '-noflatten', without: ['asynchronous-read'] },
  ecp5: { cells: /DP16KD|TRELLIS_DPR16X4/, options: '-noflatten', without: [] },
  gowin: { cells: /SPX9|DPX9|RAM16SDP/, options: '-noflatten', without: [] },
  intel_alm: { cells: /MISTRAL_M10K|MISTRAL_MLAB/, options: '-noflatten', without: ['initial', 'read-only'] },
  // Its small constant memories become lookup tables.
  xilinx: { cells: /RAMB18|RAMB36|RAM32M/, options: '', without: ['read-only'] },
} as const;

const initial = Array.from({ length: 512 }, (_, address) => BigInt((address * 40503) % 251));

/** The memories by what they are called above; the name of each module begins with the width. */
const memories: readonly (readonly [string, MemoryModule])[] = [
  ...[8, 32].flatMap((width) => {
    const word = build.unsigned(width);
    return [
      ['no-change', build.memory(`NoChange${width}`, 1024, word, 'no-change')],
      ['read-first', build.memory(`ReadFirst${width}`, 1024, word, 'read-first')],
      ['write-first', build.memory(`WriteFirst${width}`, 1024, word, 'write-first')],
      ['two-port', build.memoryOf('two-port', `TwoPort${width}`, 1024, word)],
      ['asynchronous-read', build.memoryOf('asynchronous-read', `AsynchronousRead${width}`, 32, word)],
    ] as const;
  }),
  ['initial', build.memoryOf('two-port', 'Initial', 512, build.unsigned(8), 9, initial)],
  ['read-only', build.readOnlyMemory('ReadOnly', build.unsigned(8), initial)],
];

describe.skipIf(!hasYosys)('every memory becomes RAM where the family has one', () => {
  it.each(Object.keys(families) as (keyof typeof families)[])('%s', (family) => {
    const { cells, options, without } = families[family];
    const circuit = build.circuitOf(holderOf(memories.map(([, memory]) => memory)));
    const report = withFiles(circuit, (run, names) => {
      const script = `read_verilog -sv ${names.join(' ')}; synth_${family} ${options} -top Holder -run begin:map_ffram; stat`;
      return run('yosys', '-p', script).split('Printing statistics').at(-1)!;
    });
    const sections = new Map(report.split(/^=== /m).map((text) => [text.slice(0, text.indexOf(' ')), text]));
    const found = memories.map(([kind, { name, wordType }]) => {
      const section = sections.get(name) ?? '';
      const count = [...section.matchAll(/\$_?\w*dff\w*\s+(\d+)/gi)].reduce((sum, [, cell]) => sum + Number(cell), 0);
      // What a RAM cannot do by itself takes a few registers beside it, not one for a word or for each of its bits.
      expect(count, `${name} on ${family}`).toBeLessThanOrEqual(5 + wordType.width);
      return { kind, name, isMemory: cells.test(section), remains: section.includes('$mem') };
    });
    const wanted = memories.map(([kind, { name }]) => {
      const isMemory = !(without as readonly string[]).includes(kind);
      return { kind, name, isMemory, remains: !isMemory };
    });
    expect(found).toEqual(wanted);
  });
});
