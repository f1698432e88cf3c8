import { clockPorts } from '../../../generators/circuit/clocking.ts';
import type { BitType, Circuit } from '../../../generators/circuit/types.ts';
import { emitVerilog } from '../../../generators/verilog/index.ts';
import { SimulationError } from '../../engine/simulator.ts';
import {
  checkedAddress,
  checkedClocks,
  checkedCount,
  checkedNarrow,
  checkedValue,
  unknownName,
  waitFailed,
} from '../../engine/values.ts';
import { buildVerilator } from '../../verilator/build.ts';
import { type ModelInterface, modelInterface } from '../../verilator/model-interface.ts';
import { commands, frame, valueToWords, wordsOfWidth, wordsToValue } from '../../verilator/protocol.ts';
import { wordType } from '../ports/signal-type.ts';
import { type BlockingChild, startBlockingChild } from './blocking-child.ts';
import type { EngineSimulator, OpenedEngine } from './engine.ts';

/** Builds the printed circuit with Verilator, or finds the build in the cache, and starts it. */
export async function openVerilated(circuit: Circuit): Promise<OpenedEngine> {
  const clocks = clockPorts(circuit.top).filter(({ role }) => role === 'clock');
  const single = modelInterface(circuit);
  const model =
    clocks.length > 1
      ? withClocksAsInputs(
          single,
          clocks.map(({ name }) => name),
        )
      : single;
  const built = await buildVerilator({ files: emitVerilog(circuit), model });
  const child = startBlockingChild(built.binary);
  return { simulator: new VerilatedEngine(circuit, model, child), close: () => child.close() };
}

/** The harness drives one clock; several are inputs, which `step` below lets rise. */
function withClocksAsInputs(model: ModelInterface, clocks: readonly string[]): ModelInterface {
  const known = new Set(model.ports.map(({ name }) => name));
  const added = clocks.filter((name) => !known.has(name));
  const { clock: _, ...others } = model;
  const inputs = added.map((name) => ({ name, direction: 'input' as const, width: 1, signed: false }));
  return { ...others, ports: [...inputs, ...model.ports] };
}

/**
 * A verilated design as a simulator of this process. What is set and stepped is collected; reading a port sends it and
 * takes the values of all outputs in one exchange. Only ports and memories have names here, and properties are ignored.
 */
class VerilatedEngine implements EngineSimulator {
  readonly engine = 'verilator';
  readonly clocks: readonly string[];
  readonly resets: readonly string[];
  readonly covers = [];
  readonly signals: readonly string[];
  readonly memories: EngineSimulator['memories'];
  readonly #circuit: Circuit;
  readonly #model: ModelInterface;
  readonly #child: BlockingChild;
  readonly #types: ReadonlyMap<string, BitType>;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #inputs: Map<string, bigint>;
  readonly #outputs = new Map<string, bigint>();
  #script: number[] = [];
  #isRead = false;
  #cycle = 0;

  constructor(circuit: Circuit, model: ModelInterface, child: BlockingChild) {
    const { top } = circuit;
    const clocking = clockPorts(top);
    this.#circuit = circuit;
    this.#model = model;
    this.#child = child;
    this.clocks = clocking.filter(({ role }) => role === 'clock').map(({ name }) => name);
    this.resets = clocking.filter(({ role }) => role === 'reset').map(({ name }) => name);
    const ports = top.ports.filter((port) => port.kind === 'output' || port.role !== 'clock');
    this.#types = new Map(ports.map(({ name, type }) => [name, type]));
    this.#numbers = new Map(model.ports.map(({ name }, number) => [name, number]));
    this.#inputs = new Map(ports.filter(({ kind }) => kind === 'input').map(({ name }) => [name, 0n]));
    this.signals = ports.map(({ name }) => name);
    this.memories = model.memories.map(({ name, depth, width }) => ({ name, depth, width }));
  }

  get cycle(): number {
    return this.#cycle;
  }

  set(port: string, value: number | bigint | boolean): void {
    if (!this.#inputs.has(port)) throw unknownName('input port', port, this.#inputs.keys());
    const bits = checkedValue(port, this.#types.get(port)!, value);
    this.#inputs.set(port, bits);
    this.#setWords(port, bits);
    this.#isRead = false;
  }

  get(signal: string): bigint {
    const input = this.#inputs.get(signal);
    if (input !== undefined) return input;
    if (!this.#isRead) this.#readOutputs();
    const value = this.#outputs.get(signal);
    if (value === undefined) throw this.#unknownSignal(signal);
    return value;
  }

  getNumber(signal: string): number {
    checkedNarrow(signal, this.#types.get(signal)?.width ?? 1);
    return Number(this.get(signal));
  }

  step(cycles = 1, clocks?: string | readonly string[]): void {
    checkedCount('the number of cycles', cycles);
    const rising = checkedClocks(this.clocks, clocks);
    if (this.#model.clock !== undefined || this.clocks.length === 0) this.#script.push(commands.step, ...wide(cycles));
    else for (let cycle = 0; cycle < cycles; cycle += 1) this.#rise(rising);
    this.#cycle += cycles;
    this.#isRead = false;
    // A script that is never read must not grow without end.
    if (this.#script.length > 100_000) this.#exchange();
  }

  runUntil(signal: string, { value = 1, maximumCycles }: { value?: number; maximumCycles: number }): number {
    const type = this.#types.get(signal);
    if (!type) throw this.#unknownSignal(signal);
    checkedNarrow(signal, type.width);
    checkedCount('maximumCycles', maximumCycles);
    const wanted = checkedValue(signal, type, value);
    if (this.clocks.length > 1) {
      for (let taken = 0; taken <= maximumCycles; taken += 1) {
        if (this.get(signal) === wanted) return taken;
        if (taken < maximumCycles) this.step(1);
      }
      throw waitFailed(signal, value, maximumCycles, this.#cycle);
    }
    const number = this.#numbers.get(signal)!;
    this.#script.push(commands.runUntil, number, ...valueToWords(wanted, type.width), ...wide(maximumCycles));
    this.#isRead = false;
    const answer = this.#exchange();
    const taken = Number(wordsToValue(answer, 1, 64, false));
    this.#cycle += taken;
    if (answer[0] !== 1) throw waitFailed(signal, value, maximumCycles, this.#cycle);
    return taken;
  }

  readMemory(memory: string, address: number): bigint {
    const { number, width } = this.#memoryAt(memory, address);
    this.#script.push(commands.readMemory, number, address, 1);
    return wordsToValue(this.#exchange(), 0, width, wordType(this.#circuit, memory).signed);
  }

  writeMemory(memory: string, address: number, word: bigint): void {
    const { number, width } = this.#memoryAt(memory, address);
    const bits = checkedValue(memory, wordType(this.#circuit, memory), word);
    this.#script.push(commands.writeMemory, number, address, 1, ...valueToWords(bits, width));
    this.#isRead = false;
  }

  inputHandle(port: string): { set(value: number): void } {
    checkedNarrow(port, this.#types.get(port)?.width ?? 1);
    return { set: (value) => this.set(port, value) };
  }

  signalHandle(signal: string): { get(): number } {
    return { get: () => this.getNumber(signal) };
  }

  /** Inputs settle while all clocks are low, then the named ones rise, and fall again. */
  #rise(clocks: readonly string[]): void {
    this.#script.push(commands.step, ...wide(1));
    for (const clock of clocks) this.#script.push(commands.set, this.#numbers.get(clock)!, 1);
    this.#script.push(commands.step, ...wide(1));
    for (const clock of clocks) this.#script.push(commands.set, this.#numbers.get(clock)!, 0);
  }

  #setWords(port: string, bits: bigint): void {
    const number = this.#numbers.get(port)!;
    this.#script.push(commands.set, number, ...valueToWords(bits, this.#types.get(port)!.width));
  }

  #readOutputs(): void {
    const outputs = this.#model.ports.filter(({ direction }) => direction === 'output');
    for (const { name } of outputs) this.#script.push(commands.get, this.#numbers.get(name)!);
    const answer = this.#exchange();
    let start = 0;
    for (const { name, width, signed } of outputs) {
      this.#outputs.set(name, wordsToValue(answer, start, width, signed));
      start += wordsOfWidth(width);
    }
    this.#isRead = true;
  }

  #exchange(): Uint32Array {
    const answer = this.#child.exchange(frame(this.#script));
    this.#script = [];
    return answer ?? this.#ended();
  }

  #ended(): never {
    throw new SimulationError(
      `the verilated simulation of ${this.#model.top} has ended, at about cycle ${this.#cycle}`,
    );
  }

  #unknownSignal(signal: string): SimulationError {
    const error = unknownName('port', signal, this.signals);
    return new SimulationError(
      `${error.message}; Verilator shows ports only, the engines in this process every signal`,
    );
  }

  #memoryAt(name: string, address: number): { readonly number: number; readonly width: number } {
    const number = this.#model.memories.findIndex((memory) => memory.name === name);
    const memory = this.#model.memories[number];
    if (!memory)
      throw unknownName(
        'memory',
        name,
        this.#model.memories.map((one) => one.name),
      );
    checkedAddress(name, memory.depth, address);
    return { number, width: memory.width };
  }
}

const wide = (value: number): number[] => valueToWords(BigInt(value), 64);
