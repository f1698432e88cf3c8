import { describe, expect, it } from 'vitest';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  convert,
  ModuleBuilder,
  reference,
  slice,
  unsigned,
} from '../support/circuit-builder.ts';

const u16 = unsigned(16);

/** A module of `count` nodes in one chain, a `when` for every eighth, and a word-wide false loop where asked for. */
function chain(count: number, falseLoop: boolean): Circuit {
  const builder = new ModuleBuilder('Top');
  const go = builder.input('go', bit);
  let value = builder.input('data', u16);
  const lanes = 64;
  const partial = builder.wire('partial', { width: 16 * lanes, signed: false, lanes });
  for (let position = 0; position < count; position += 1) {
    value = builder.node(`node_${position}`, convert(binary('add', value, value), u16));
    if (position % 8 !== 0) continue;
    const wire = builder.wire(`wire_${position}`, u16);
    builder.assign(wire, value);
    builder.when(go, () => builder.assign(wire, binary('xor', value, value)));
    value = reference(wire);
  }
  builder.assign(builder.output('shown', partial.type), reference(partial));
  for (let lane = 0; lane < lanes; lane += 1) {
    const low = 16 * lane;
    const before = falseLoop && lane > 0 ? slice(reference(partial), low - 1, low - 16) : value;
    builder.connect({ signal: partial, range: { high: low + 15, low } }, convert(binary('add', before, value), u16));
  }
  return circuitOf(builder.build());
}

describe('the speed of the checks', () => {
  // The bound is loose for a shared machine: a walk that is not linear takes minutes here, or for ever.
  it.each([false, true])('stays linear for a design of 100 000 nodes (false loop: %s)', (falseLoop) => {
    const circuit = chain(100_000, falseLoop);
    const start = performance.now();
    expect(checkCircuit(circuit)).toEqual([]);
    const elapsed = performance.now() - start;
    expect(elapsed).toBeLessThan(5000);
    console.info(`checked in ${elapsed.toFixed(0)} ms`);
  });

  it('walks shared expressions once', () => {
    const builder = new ModuleBuilder('Top');
    let value = builder.input('data', u16);
    for (let depth = 0; depth < 20_000; depth += 1) value = binary('xor', value, value);
    builder.assign(builder.output('result', u16), value);
    expect(checkCircuit(circuitOf(builder.build()))).toEqual([]);
  });
});
