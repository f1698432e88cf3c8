import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Circuit } from '../../generators/circuit/types.ts';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import { SimulationError } from '../engine/simulator.ts';
import { drivenInputs } from '../stimulus.ts';
import { printedMemories } from '../verilator/printed-memories.ts';
import { killWithUs } from '../verilator/run-tool.ts';
import { outputMask, rowMark, rowOf, steppedBenchText, stimulusWord } from './bench.ts';
import { buildIcarus } from './trace.ts';

/** A design in a running Icarus, which is told by and by what to do; all clocks rise together. */
export interface SteppedIcarus {
  set(port: string, value: number | bigint): void;
  step(cycles?: number): void;
  get(port: string): Promise<bigint>;
  /** The edges until the port has the value (default 1); rejects with a `SimulationError` after `maximumCycles`. */
  runUntil(port: string, options: { readonly value?: number; readonly maximumCycles: number }): Promise<number>;
  readMemory(memory: string, address: number, count: number): Promise<bigint[]>;
  writeMemory(memory: string, address: number, words: readonly bigint[]): void;
  close(): Promise<void>;
}

/**
 * Builds the printed circuit, or takes it from the cache, and starts it with all inputs, registers and words 0. Each answer
 * may take `timeoutSeconds`, and so may the build.
 */
export async function startIcarus(
  circuit: Circuit,
  files: readonly VerilogFile[],
  timeoutSeconds = 600,
): Promise<SteppedIcarus> {
  const memories = printedMemories(circuit, files);
  const folder = await buildIcarus(circuit, files, steppedBenchText(circuit, memories), timeoutSeconds);
  const child = execa('vvp', ['-n', `${folder}/bench.vvp`], {
    buffer: false,
    reject: false,
    cleanup: false,
    stderr: 'pipe',
  });
  const life = killWithUs(child, false);
  const answers: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let ended: SimulationError | undefined;
  const end = (how: string): void => {
    ended ??= new SimulationError(`icarus, running ${circuit.top.name}, ${how}`);
    for (const { reject } of answers.splice(0)) reject(ended);
  };
  let timer: NodeJS.Timeout | undefined;
  /** Waits for the next answer, if one is owed. */
  const awaitAnswer = (): void => {
    clearTimeout(timer);
    if (answers.length === 0) return;
    timer = setTimeout(() => {
      end(`gave no answer for ${timeoutSeconds} s`);
      life.now();
    }, timeoutSeconds * 1000);
  };
  const finished = child.then(({ exitCode, signal, code }) => {
    life.forget();
    clearTimeout(timer);
    if (code === 'ENOENT') end('cannot start: vvp was not found');
    else end(`ended ${signal ? `by ${signal}` : `with code ${exitCode}`}`);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith(rowMark)) return;
    answers.shift()?.resolve(line.slice(rowMark.length).toLowerCase());
    awaitAnswer();
  });
  // Nobody reads our commands any more: the process has ended, and `finished` tells why.
  child.stdin.on('error', () => life.now());

  const inputs: Record<string, bigint> = Object.fromEntries(drivenInputs(circuit).map(({ name }) => [name, 0n]));
  const types = new Map(circuit.top.ports.map((port) => [port.name, port]));
  let changed = true;
  let script = '';
  const send = (command: string): void => {
    if (ended) throw ended;
    if (changed) script += `s ${stimulusWord(circuit, inputs).toString(16)}\n`;
    changed = false;
    if (script === '') setImmediate(flush);
    script += `${command}\n`;
    if (script.length > 1 << 16) flush();
  };
  const flush = (): void => {
    if (script !== '' && !ended) child.stdin.write(script);
    script = '';
  };
  const ask = (command: string): Promise<string> =>
    new Promise((resolve, reject) => {
      send(command);
      answers.push({ resolve, reject });
      if (answers.length === 1) awaitAnswer();
      setImmediate(flush);
    });
  const output = (name: string) => {
    if (types.get(name)?.kind !== 'output') throw new SimulationError(`${circuit.top.name} has no output ${name}`);
  };
  const memoryOf = (name: string) => {
    const number = memories.findIndex((memory) => memory.name === name);
    if (number < 0) throw new SimulationError(`${circuit.top.name} has no memory ${name}`);
    return { number, width: memories[number]!.module.wordType.width };
  };

  return {
    set(name, value) {
      const port = types.get(name);
      if (!(name in inputs) || !port) throw new SimulationError(`${circuit.top.name} has no input ${name}`);
      changed ||= inputs[name] !== BigInt(value);
      inputs[name] = BigInt(value);
    },
    step: (cycles = 1) => send(`e ${cycles}`),
    async get(name) {
      output(name);
      const outputs = circuit.top.ports.filter(({ kind }) => kind === 'output').map((port) => port.name);
      const value = rowOf(circuit, await ask('g'))[outputs.indexOf(name)];
      if (value !== undefined) return value;
      throw new SimulationError(`bits of ${name} are unknown in icarus`);
    },
    async runUntil(name, { value = 1, maximumCycles }) {
      output(name);
      const { mask, wanted } = outputMask(circuit, name, BigInt(value));
      const taken = Number.parseInt(await ask(`u ${mask.toString(16)} ${wanted.toString(16)} ${maximumCycles}`), 16);
      if (taken <= maximumCycles) return taken;
      throw new SimulationError(`port ${name} has not become ${value} within ${maximumCycles} cycles in icarus`);
    },
    readMemory(name, address, count) {
      const { number } = memoryOf(name);
      return Promise.all(
        Array.from({ length: count }, async (_, offset) => {
          const digits = await ask(`m ${number} ${address + offset}`);
          if (/^[0-9a-f]+$/.test(digits)) return BigInt(`0x${digits}`);
          throw new SimulationError(`bits of ${name}[${address + offset}] are unknown in icarus`);
        }),
      );
    },
    writeMemory(name, address, words) {
      const { number, width } = memoryOf(name);
      for (const [offset, word] of words.entries()) {
        send(`w ${number} ${address + offset} ${BigInt.asUintN(width, word).toString(16)}`);
      }
    },
    async close() {
      flush();
      child.stdin.end();
      await finished;
    },
  };
}
