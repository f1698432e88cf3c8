// Compiled, never run: each `@ts-expect-error` is a mistake that the editor must show, and everything else must pass.
import { expect } from 'vitest';
import { driveStream, monitorStream, receiveStream, Scoreboard, simulate } from '../../sim/testbench/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { AddOne, Counter, Kinds } from '../testbench/designs.ts';

const counter = await simulate(Counter, { width: 8 });
counter.ports.enable.value = true;
const count: number = counter.ports.count.value;
counter.ports.limit.value = 3n;
counter.ports.limit.value = count;
// @ts-expect-error a boolean port
counter.ports.enable.value = 1;
// @ts-expect-error an output
counter.ports.count.value = 1;
// @ts-expect-error no such port
counter.ports.counts.value;
// @ts-expect-error the parameter has another name
await simulate(Counter, { bits: 8 });

const kinds = await simulate(Kinds, undefined);
const mode: 'Idle' | 'Run' | 'Done' = kinds.ports.modeOut.value;
const lanes: readonly number[] = kinds.ports.lanesOut.value;
kinds.ports.mode.value = mode;
kinds.ports.lanes.value = lanes;
kinds.ports.pair.near.value = kinds.ports.sum.value.value;
// @ts-expect-error no member
kinds.ports.mode.value = 'Stop';
// @ts-expect-error elements are numbers
kinds.ports.lanes.value = ['1'];

const adder = await simulate(AddOne, { depth: 2 });
const driver = driveStream(adder, adder.ports.words);
driver.enqueue({ value: 3, last: false });
// @ts-expect-error a field is missing
driver.enqueue({ value: 3 });
// @ts-expect-error the design drives this stream
driveStream(adder, adder.ports.sums);
// @ts-expect-error the test drives this stream
receiveStream(adder, adder.ports.words);
const words: readonly { readonly value: number; readonly last: boolean }[] = monitorStream(
  adder,
  adder.ports.words,
).words;
const wide = monitorStream(adder, adder.ports.words, { wide: true });
// @ts-expect-error may be a bigint
words.concat(wide.words);
new Scoreboard<{ readonly value: number; readonly last: boolean }>(adder).expect(...words);

expect(counter.ports.count).toShow(3);
// @ts-expect-error a number
expect(counter.ports.count).toShow('3');
// @ts-expect-error no member
expect(kinds.ports.modeOut).toShow('Stop');
