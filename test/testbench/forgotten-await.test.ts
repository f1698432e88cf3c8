import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { simulate } from '../../sim/testbench/index.ts';
import { Counter } from './designs.ts';

const file = fileURLToPath(import.meta.url);
const lines = readFileSync(file, 'utf8').split('\n');
const remedy = 'write await in front of the call, or start it beside the test with dut.fork()';

const counting = () => simulate(Counter, { width: 8 }, { reset: 0 });

/** The error must have that text and lie on the marked line. */
function expectForgotten(error: unknown, mark: string, text: string): void {
  expect(error).toBeInstanceOf(BurinError);
  const [diagnostic] = (error as BurinError).diagnostics;
  expect(diagnostic).toMatchObject({ code: 'B611', message: `${text} without await, and goes on at once`, remedy });
  expect(diagnostic?.location?.file).toBe(file);
  expect(lines[diagnostic!.location!.line - 1]).toMatch(new RegExp(`// ${mark}$`));
}

it('fails the wait that the test goes on to', async () => {
  const dut = await counting();
  dut.clock.cycles(3); // first
  const error = await dut.clock.cycles(9).catch((caught: unknown) => caught);
  expectForgotten(error, 'first', 'the test waits for cycle 3 of clock');
  expect(dut.cycle).toBe(3);
  await dut.clock.cycles(2);
  expect(dut.cycle).toBe(5);
});

it('fails a process that ends before the wait does, for whoever joins it', async () => {
  const dut = await counting();
  const hasty = async function hasty() {
    dut.clock.settled(); // second
  };
  const error = await dut.run(hasty).catch((caught: unknown) => caught);
  expectForgotten(error, 'second', 'hasty waits for the end of a cycle of clock');
  dut.fork(hasty);
  const other = await dut.clock.edge().catch((caught: unknown) => caught);
  expectForgotten(other, 'second', 'hasty waits for the end of a cycle of clock');
});

it('of a test that has ended becomes an unhandled rejection', async () => {
  const dut = await counting();
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  try {
    const rejected = new Promise((resolve) => process.once('unhandledRejection', resolve));
    dut.clock.edgeWhen(() => true); // third
    expectForgotten(await rejected, 'third', 'the test waits for a condition, since cycle 0');
  } finally {
    for (const listener of others) process.on('unhandledRejection', listener);
  }
});

it('takes waits that are returned, raced, joined or awaited later', async () => {
  const dut = await counting();
  expect(await dut.run(async () => dut.clock.until(() => dut.cycle === 2))).toBe(2);
  await dut.fork(() => dut.clock.cycles(1)).join();
  await Promise.race([dut.clock.cycles(1), dut.clock.cycles(3)]);
  const later = dut.clock.cycles(4);
  await dut.clock.cycles(2);
  await later;
  dut.fork(() => dut.clock.cycles(100));
  await dut.run(async () => {
    await Promise.race([dut.clock.cycles(50), dut.clock.edge()]);
  });
  expect(dut.cycle).toBe(9);
});
