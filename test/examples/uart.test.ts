import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoopBack } from '../../examples/uart/loop-back.ts';
import { Receiver } from '../../examples/uart/receiver.ts';
import { elaborate } from '../../generators/language/index.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import { runStreams } from '../blocks/stream-driver.ts';
import { engines, expectCleanVerilog } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';

const bitsOf = (byte: number): readonly number[] => Array.from({ length: 8 }, (_, place) => (byte >> place) & 1);
const frame = (byte: number): readonly number[] => [0, ...bitsOf(byte), 1];
const byte = fc.nat(255);

/** The frames on a line, read cycle by cycle: every bit must last exactly `cyclesPerBit` cycles. */
function readLine(line: readonly number[], cyclesPerBit: number): readonly (readonly number[])[] {
  const frames: number[][] = [];
  for (let cycle = 0; cycle < line.length; ) {
    if (line[cycle] === 1) {
      cycle += 1;
      continue;
    }
    const samples = line.slice(cycle, cycle + 10 * cyclesPerBit);
    const bits = Array.from({ length: 10 }, (_, bit) => samples.slice(bit * cyclesPerBit, (bit + 1) * cyclesPerBit));
    for (const bit of bits) if (new Set(bit).size > 1) throw new Error(`a bit changes in its middle: ${bit.join('')}`);
    frames.push(bits.map(([level]) => level!));
    cycle += 10 * cyclesPerBit;
  }
  return frames;
}

describe.each(engines)('the serial line in the %s engine', (engine) => {
  it('carries every byte in ten bits of the right length, and brings it back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 19 }),
        fc.array(byte, { minLength: 1, maxLength: 6 }),
        fc.integer(),
        fc.constantFrom(0.2, 1),
        (cyclesPerBit, bytes, seed, offers) => {
          const line: number[] = [];
          const received: number[] = [];
          runStreams(checked(elaborate(LoopBack, { cyclesPerBit })), engine, {
            words: { bytes: bytes.map((value) => [BigInt(value)]) },
            outputs: [],
            cycles: bytes.length * (11 * cyclesPerBit + 200) + 20,
            seed,
            offers,
            accepts: 1,
            look: (simulator) => {
              line.push(simulator.getNumber('line'));
              if (simulator.getNumber('received_valid')) received.push(simulator.getNumber('received_payload'));
              expect(simulator.getNumber('frameError')).toBe(0);
            },
          });
          const sent = readLine(line, cyclesPerBit);
          expect(sent).toEqual(bytes.slice(0, sent.length).map(frame));
          expect(received).toEqual(bytes.slice(0, sent.length));
          expect(sent).toHaveLength(bytes.length);
        },
      ),
      { numRuns: engine === 'wasm' ? 25 : 5 },
    );
  });
});

describe('the transmitter', () => {
  it('sends without a pause where bytes wait', () => {
    const cyclesPerBit = 5;
    const ready: number[] = [];
    runStreams(checked(elaborate(LoopBack, { cyclesPerBit })), 'wasm', {
      words: { bytes: Array.from({ length: 4 }, (_, index) => [BigInt(index * 77) % 256n]) },
      outputs: [],
      cycles: 230,
      seed: 1,
      offers: 1,
      accepts: 1,
      look: (simulator, cycle) => {
        if (simulator.getNumber('bytes_valid') && simulator.getNumber('bytes_ready')) ready.push(cycle);
      },
    });
    expect(ready).toHaveLength(4);
    expect(ready.slice(1).map((cycle, index) => cycle - ready[index]!)).toEqual([50, 50, 50]);
  });
});

describe('the receiver', () => {
  const cyclesPerBit = 16;
  const circuit = checked(elaborate(Receiver, { cyclesPerBit }));
  const started = (): Simulator => {
    const simulator = createSimulator(circuit);
    simulator.set('line', 1);
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    return simulator;
  };
  /** What the receiver makes of levels, each for so many cycles. */
  const receive = (levels: readonly (readonly [level: number, cycles: number])[]) => {
    const simulator = started();
    const bytes: number[] = [];
    let errors = 0;
    for (const [level, cycles] of levels) {
      simulator.set('line', level);
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        if (simulator.getNumber('received_valid')) bytes.push(simulator.getNumber('received_payload'));
        errors += simulator.getNumber('frameError');
        simulator.step();
      }
    }
    return { bytes, errors };
  };

  it('understands senders whose clock is off by up to 3 %', () => {
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1, maxLength: 5 }), fc.integer({ min: -3, max: 3 }), (bytes, percent) => {
        const length = cyclesPerBit * (1 + percent / 100);
        const levels = bytes.flatMap(frame);
        const edges = levels.map((_level, index) => Math.round(index * length));
        const timed = levels.map(
          (level, index) => [level, (edges[index + 1] ?? edges[index]! + 40) - edges[index]!] as const,
        );
        expect(receive([[1, 20], ...timed])).toEqual({ bytes, errors: 0 });
      }),
      { numRuns: 40 },
    );
  });

  it('is not started by a disturbance shorter than half a bit', () => {
    expect(receive([[1, 9], [0, 6], [1, 200], ...frame(0x5a).map((level) => [level, 16] as const), [1, 40]])).toEqual({
      bytes: [0x5a],
      errors: 0,
    });
  });

  it('reports a byte without a stop bit once, and goes on behind it', () => {
    const broken = frame(0xc3).map((level) => [level, 16] as const);
    expect(receive([[1, 9], ...broken.slice(0, 9), [0, 100], [1, 40], ...broken, [1, 40]])).toEqual({
      bytes: [0xc3],
      errors: 1,
    });
  });
});

describe('printed', () => {
  it('is clean Verilog', () => {
    expectCleanVerilog(checked(elaborate(LoopBack, { cyclesPerBit: 434 })));
  });
});
