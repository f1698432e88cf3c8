import type { Circuit, Port } from '../../generators/circuit/types.ts';
import { emitVerilog, type VerilogOptions } from '../../generators/verilog/index.ts';
import { printedMemories } from './printed-memories.ts';

/** A port of the top module, but for its clocks. */
export interface ModelPort {
  readonly name: string;
  readonly width: number;
  readonly signed: boolean;
  readonly direction: 'input' | 'output';
  /** Name in the SystemVerilog where it is another one. */
  readonly printedName?: string;
  /** The printed port is low when the port as the simulator offers it is 1: a reset that was printed so. */
  readonly activeLow?: boolean;
}

/** A memory in the printed design. */
export interface ModelMemory {
  /** Name for the user: instance names below the top, joined with dots. */
  readonly name: string;
  /** The same in the SystemVerilog where they are others, with the scopes of loops: `gen_bank[2].bank`. */
  readonly path?: string;
  /** Module that holds the array, and the array's name in it. */
  readonly moduleName: string;
  readonly array: string;
  readonly depth: number;
  readonly width: number;
}

/** What a harness needs to know of a top module. */
export interface ModelInterface {
  readonly top: string;
  /** Name of the clock, or names of several in order of declaration; absent for a design without one. */
  readonly clock?: string | readonly string[];
  readonly ports: readonly ModelPort[];
  readonly memories: readonly ModelMemory[];
}

/** Names of the clocks, none where the design has none. */
export function clocksOf({ clock = [] }: ModelInterface): readonly string[] {
  return typeof clock === 'string' ? [clock] : clock;
}

/** The interface of a circuit that was printed with the given options; every reset stays a port that is active at 1. */
export function modelInterface(circuit: Circuit, options: VerilogOptions = {}): ModelInterface {
  const { top, modules } = circuit;
  const { reset = 'synchronous' } = options;
  const isClock = (port: Port) => port.kind === 'input' && port.role === 'clock';
  const clocks = top.ports.filter(isClock).map(({ name }) => name);
  const ports = top.ports.filter((port) => !isClock(port));
  const printed = (port: Port) =>
    port.kind === 'input' && port.role === 'reset' && reset === 'asynchronous-low'
      ? { printedName: `${port.name}_n`, activeLow: true }
      : {};
  return {
    top: top.name,
    ...(clocks.length > 0 ? { clock: clocks.length === 1 ? clocks[0]! : clocks } : {}),
    ports: ports.map((port) => ({
      name: port.name,
      direction: port.kind,
      width: port.type.width,
      signed: port.type.signed,
      ...printed(port),
    })),
    memories: modules.some(({ kind }) => kind === 'memory') ? memoriesOf(circuit, options) : [],
  };
}

function memoriesOf(circuit: Circuit, options: VerilogOptions): readonly ModelMemory[] {
  return printedMemories(circuit, emitVerilog(circuit, options)).map(({ name, path, module, array }) => ({
    name,
    ...(path === name ? {} : { path }),
    moduleName: module.name,
    array,
    depth: module.depth,
    width: module.wordType.width,
  }));
}
