import { execa } from 'execa';
import { SimulationError } from '../engine/simulator.ts';
import { checkedClocks } from '../engine/values.ts';
import type { VerilatedModel } from './build.ts';
import { clocksOf, type ModelMemory, type ModelPort } from './model-interface.ts';
import { answerReader, commands, frame, valueToWords, wordsOfWidth, wordsToValue } from './protocol.ts';
import { killWithUs } from './run-tool.ts';

/**
 * A running simulation in a process of its own. Names and values are those of `Simulator`, for ports of the top and for
 * memories. Commands are collected and sent together at the end of the present turn of the event loop, so that a whole
 * script is one exchange: ask for several values before the first `await`.
 */
export interface VerilatedSimulator {
  readonly engine: 'verilator';
  /** Names of the top module's clock ports, in order of declaration. */
  readonly clocks: readonly string[];
  set(port: string, value: number | bigint | boolean): void;
  /** Runs `cycles` rising edges (default 1) of the named clocks together (default: all). */
  step(cycles?: number, clocks?: string | readonly string[]): void;
  get(port: string): Promise<bigint>;
  /**
   * Steps until `port` has the value (default 1); gives the edges taken. Rejects with a `SimulationError` that names
   * port, value and cycle after `maximumCycles` edges; commands behind it are carried out all the same.
   */
  runUntil(
    port: string,
    options: { readonly value?: number | bigint; readonly maximumCycles: number },
  ): Promise<number>;
  readMemory(memory: string, address: number, count: number): Promise<bigint[]>;
  writeMemory(memory: string, address: number, words: readonly bigint[]): void;
  /** Rising edges since the start, of whichever clocks: those that rise together count once. */
  cycle(): Promise<number>;
  /** Carries out what was asked for and ends the process. */
  close(): Promise<void>;
}

/** How long a simulation may take to answer. */
export interface StartOptions {
  /** Time for one exchange of commands and answers; default 600. */
  readonly timeoutSeconds?: number;
}

interface Request {
  /** Takes its words from the answer, from `start`; gives the place behind them. */
  take(answer: Uint32Array, start: number): number;
  reject(error: Error): void;
}

/** Starts a built design, with all inputs 0. */
export function startVerilated({ binary, model }: VerilatedModel, options: StartOptions = {}): VerilatedSimulator {
  const { timeoutSeconds = 600 } = options;
  const child = execa(binary, [], { encoding: 'buffer', buffer: false, reject: false, cleanup: false, stderr: 'pipe' });
  const life = killWithUs(child, false);
  const exchanges: { requests: readonly Request[]; timer: NodeJS.Timeout }[] = [];
  let script: number[] = [];
  let requests: Request[] = [];
  let scheduled = false;
  let ended: SimulationError | undefined;
  let complaint = '';

  const end = (error: SimulationError): void => {
    ended ??= error;
    for (const { requests, timer } of exchanges.splice(0)) {
      clearTimeout(timer);
      for (const request of requests) request.reject(ended);
    }
    for (const request of requests.splice(0)) request.reject(ended);
  };
  const finished = child.then((result) => {
    life.forget();
    const how = result.signal ? `was ended by ${result.signal}` : `ended with code ${result.exitCode}`;
    end(new SimulationError(`the simulation of ${model.top} ${complaint ? `stopped: ${complaint.trim()}` : how}`));
  });
  child.stderr.on('data', (text: Uint8Array) => {
    complaint += Buffer.from(text).toString();
  });
  // Nobody reads our commands any more: the process has ended or is about to, and `finished` tells why.
  child.stdin.on('error', () => life.now());
  child.stdout.on(
    'data',
    answerReader((answer) => {
      const exchange = exchanges.shift()!;
      clearTimeout(exchange.timer);
      exchange.requests.reduce((start, request) => request.take(answer, start), 0);
    }),
  );

  const send = (): void => {
    scheduled = false;
    if (ended || script.length === 0) return;
    const timer = setTimeout(() => {
      end(new SimulationError(`the simulation of ${model.top} gave no answer for ${timeoutSeconds} s`));
      life.now();
    }, timeoutSeconds * 1000);
    exchanges.push({ requests, timer });
    child.stdin.write(frame(script));
    script = [];
    requests = [];
  };
  const queue = (words: readonly number[]): void => {
    if (ended) throw ended;
    for (const word of words) script.push(word);
    if (!scheduled) setImmediate(send);
    scheduled = true;
  };
  const ask = <T>(words: readonly number[], answerWords: number, read: (answer: Uint32Array, start: number) => T) =>
    new Promise<T>((resolve, reject) => {
      queue(words);
      const take = (answer: Uint32Array, start: number): number => {
        try {
          resolve(read(answer, start));
        } catch (error) {
          reject(error);
        }
        return start + answerWords;
      };
      requests.push({ take, reject });
    });

  const clocks = clocksOf(model);

  const findPort = (name: string): { number: number; port: ModelPort } => {
    const number = model.ports.findIndex((port) => port.name === name);
    if (number < 0) throw new SimulationError(`${model.top} has no port ${name}`);
    return { number, port: model.ports[number]! };
  };
  const findMemory = (name: string, address: number, count: number): { number: number; memory: ModelMemory } => {
    const number = model.memories.findIndex((memory) => memory.name === name);
    if (number < 0) throw new SimulationError(`${model.top} has no memory ${name}`);
    const memory = model.memories[number]!;
    const inside = Number.isInteger(address) && Number.isInteger(count) && address >= 0 && count >= 0;
    if (!inside || address + count > memory.depth) {
      throw new SimulationError(`memory ${name} has ${memory.depth} words: ${count} from ${address} on are not there`);
    }
    return { number, memory };
  };

  return {
    engine: 'verilator',
    clocks,
    set(name, value) {
      const { number, port } = findPort(name);
      if (port.direction !== 'input') throw new SimulationError(`port ${name} is an output`);
      queue([commands.set, number, ...portWords(port, value)]);
    },
    step(cycles = 1, named) {
      if (named === undefined) return queue([commands.step, ...cycleWords(cycles)]);
      const numbers = checkedClocks(clocks, named).map((clock) => clocks.indexOf(clock));
      queue([commands.stepClocks, numbers.length, ...numbers, ...cycleWords(cycles)]);
    },
    get(name) {
      const { number, port } = findPort(name);
      return ask([commands.get, number], wordsOfWidth(port.width), (answer, start) => portValue(port, answer, start));
    },
    async runUntil(name, { value = 1, maximumCycles }) {
      const { number, port } = findPort(name);
      const words = [commands.runUntil, number, ...portWords(port, value), ...cycleWords(maximumCycles)];
      const outcome = await ask(words, 5, (answer, start) => ({
        reached: answer[start] === 1,
        taken: cycles(answer, start + 1),
        cycle: cycles(answer, start + 3),
      }));
      if (outcome.reached) return outcome.taken;
      throw new SimulationError(
        `port ${name} has not become ${value} within ${maximumCycles} cycles; the simulation is at cycle ${outcome.cycle}`,
      );
    },
    readMemory(name, address, count) {
      const { number, memory } = findMemory(name, address, count);
      const words = wordsOfWidth(memory.width);
      return ask([commands.readMemory, number, address, count], count * words, (answer, start) =>
        Array.from({ length: count }, (_, word) => wordsToValue(answer, start + word * words, memory.width, false)),
      );
    },
    writeMemory(name, address, words) {
      const { number, memory } = findMemory(name, address, words.length);
      const values = words.flatMap((word) => valueToWords(requireFit(word, memory.width, false, name), memory.width));
      queue([commands.writeMemory, number, address, words.length].concat(values));
    },
    cycle() {
      return ask([commands.cycle], 2, cycles);
    },
    async close() {
      send();
      child.stdin.end();
      await finished;
    },
  };
}

function portWords({ name, width, signed, activeLow }: ModelPort, value: number | bigint | boolean): number[] {
  const bits = requireFit(BigInt(value), width, signed, name);
  return valueToWords(activeLow ? ~bits : bits, width);
}

function portValue({ width, signed, activeLow }: ModelPort, answer: Uint32Array, start: number): bigint {
  const value = wordsToValue(answer, start, width, signed);
  return activeLow ? BigInt.asUintN(width, ~value) : value;
}

function requireFit(value: bigint, width: number, signed: boolean, name: string): bigint {
  const fits = signed ? BigInt.asIntN(width, value) === value : BigInt.asUintN(width, value) === value;
  if (!fits)
    throw new SimulationError(`${value} does not fit ${name}: ${width} bits, ${signed ? 'signed' : 'unsigned'}`);
  return value;
}

function cycleWords(cycles: number): number[] {
  if (!Number.isSafeInteger(cycles) || cycles < 0) throw new SimulationError(`${cycles} is not a number of cycles`);
  return valueToWords(BigInt(cycles), 64);
}

function cycles(answer: Uint32Array, start: number): number {
  return Number(wordsToValue(answer, start, 64, false));
}
