import type { Circuit, LogicModule, Port } from '../../generators/circuit/types.ts';
import type { VerilogOptions } from '../../generators/verilog/index.ts';

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

/** Name of the array in every printed memory module. */
export const memoryArray = 'words';

/** The interface of a circuit that was printed with the given reset; every reset stays a port that is active at 1. */
export function modelInterface({ top }: Circuit, { reset = 'synchronous' }: VerilogOptions = {}): ModelInterface {
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
    memories: memoriesBelow(top, ''),
  };
}

function memoriesBelow(parent: LogicModule, path: string): ModelMemory[] {
  return parent.instances.flatMap(({ name, module }) => {
    if (module.kind === 'logic') return memoriesBelow(module, `${path}${name}.`);
    if (module.kind !== 'memory') return [];
    const { depth, wordType } = module;
    return [{ name: `${path}${name}`, moduleName: module.name, array: memoryArray, depth, width: wordType.width }];
  });
}
