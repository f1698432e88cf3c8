import type { Circuit, LogicModule, Port } from '../../generators/circuit/types.ts';
import type { VerilogOptions } from '../../generators/verilog/index.ts';

/** A port of the top module, but for its clock. */
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
  /** Name of the clock; absent for a design without one. */
  readonly clock?: string;
  readonly ports: readonly ModelPort[];
  readonly memories: readonly ModelMemory[];
}

/** Name of the array in every printed memory module. */
export const memoryArray = 'words';

/** The interface of a circuit that was printed with the given reset; the reset stays a port `reset` that is active at 1. */
export function modelInterface({ top }: Circuit, { reset = 'synchronous' }: VerilogOptions = {}): ModelInterface {
  const clock = top.ports.find((port) => port.kind === 'input' && port.role === 'clock');
  const ports = top.ports.filter((port) => port !== clock);
  const printed = (port: Port) =>
    port.kind === 'input' && port.role === 'reset' && reset === 'asynchronous-low'
      ? { printedName: `${port.name}_n`, activeLow: true }
      : {};
  return {
    top: top.name,
    ...(clock ? { clock: clock.name } : {}),
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
