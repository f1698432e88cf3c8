import { connectStream, inputStream, mapStream, outputStream, queue } from '../generators/blocks/index.ts';
import { elaborate, Module, uint } from '../generators/language/index.ts';
import { createSimulator } from '../sim/engine/index.ts';
import { driveStream, monitorStream, receiveStream, Scoreboard, simulate } from '../sim/testbench/index.ts';
import { digits, formatRatio, formatTable } from './table.ts';

const AddOne = Module('AddOne', () => {
  const words = inputStream(uint(16));
  const sums = outputStream(uint(17));
  const added = mapStream(words, (word) => word.add(1));
  connectStream(queue(added, { depth: 4 }), sums);
  return { words, sums };
});

const warmUp = 2_000;
const cycles = 40_000;
const rounds = 3;

interface Row {
  readonly name: string;
  /** Runs that many cycles more. */
  readonly run: (cycles: number) => void | Promise<void>;
}

/**
 * Cycles a second of one design on the WASM engine under tests of different kinds, each as a ratio to a plain loop that
 * sets, reads and steps by handles and checks the same words. Best of the rounds, in turns.
 */
export async function measureTestbench(): Promise<string> {
  const rows = [
    plainLoop(),
    ...(await Promise.all([edges('all'), edges('used'), agents('all'), agents('used'), jumps()])),
  ];
  for (const { run } of rows) await run(warmUp);
  const best = rows.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, { run }] of rows.entries()) {
      const start = performance.now();
      await run(cycles);
      best[place] = Math.min(best[place]!, (performance.now() - start) / cycles);
    }
  }
  return formatTable(
    'A stream through a queue, tested on wasm',
    ['testbench', 'cycles/s', 'µs a cycle', 'of the plain loop'],
    rows.map(({ name }, place) => {
      const time = best[place]!;
      return [name, `${digits(1e-3 / time)} M`, digits(1000 * time), formatRatio(best[0]! / time)];
    }),
  );
}

/** What people write without a testbench: the fastest that this process can do cycle by cycle. */
function plainLoop(): Row {
  const simulator = createSimulator(elaborate(AddOne, {}));
  const [valid, payload, ready] = ['words_valid', 'words_payload', 'sums_ready'].map((name) =>
    simulator.inputHandle(name),
  );
  const names = ['words_ready', 'sums_valid', 'sums_payload'];
  const [taken, given, sum] = names.map((name) => simulator.signalHandle(name));
  valid!.set(1);
  ready!.set(1);
  let [sent, seen] = [0, 0];
  return {
    name: 'plain loop over handles',
    run: (count) => {
      for (let cycle = 0; cycle < count; cycle += 1) {
        payload!.set(sent & 0xffff);
        if (given!.get() === 1) {
          if (sum!.get() !== (seen & 0xffff) + 1) throw new Error(`word ${seen} is wrong`);
          seen += 1;
        }
        if (taken!.get() === 1) sent += 1;
        simulator.step();
      }
    },
  };
}

/** The same loop as a process that awaits each edge. */
async function edges(watch: 'all' | 'used'): Promise<Row> {
  const dut = await simulate(AddOne, {}, { watch, engine: 'wasm' });
  const { words, sums } = dut.ports;
  words.valid.value = true;
  sums.ready.value = true;
  let [sent, seen] = [0, 0];
  return {
    name: `process that awaits each edge, watch: ${watch}`,
    run: async (count) => {
      for (let cycle = 0; cycle < count; cycle += 1) {
        words.payload.value = sent & 0xffff;
        if (sums.valid.value) {
          if (sums.payload.value !== (seen & 0xffff) + 1) throw new Error(`word ${seen} is wrong`);
          seen += 1;
        }
        if (words.ready.value) sent += 1;
        await dut.clock.edge();
      }
    },
  };
}

/** Driver, two monitors and a scoreboard, a word in each cycle. */
async function agents(watch: 'all' | 'used'): Promise<Row> {
  const dut = await simulate(AddOne, {}, { watch, engine: 'wasm' });
  const driver = driveStream(dut, dut.ports.words);
  const board = new Scoreboard<number>(dut).watch(receiveStream(dut, dut.ports.sums));
  monitorStream(dut, dut.ports.words).onWord((word) => board.expect(word + 1));
  return {
    name: `driver, monitors, scoreboard, watch: ${watch}`,
    run: async (count) => {
      const before = board.compared;
      for (let word = 0; word < count; word += 1) driver.enqueue(word & 0xffff);
      await driver.drained();
      await board.complete();
      if (board.compared - before !== count) throw new Error(`${board.compared - before} words of ${count}`);
    },
  };
}

/** A process that waits for many cycles at once. */
async function jumps(): Promise<Row> {
  const dut = await simulate(AddOne, {}, { engine: 'wasm' });
  return {
    name: 'process that awaits cycles(1000)',
    run: (count) => repeat(count / 1000, () => dut.clock.cycles(1000)),
  };
}

async function repeat(times: number, run: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time += 1) await run();
}
