import type { Circuit, LogicModule } from '../../generators/circuit/types.ts';

/** One SystemVerilog file, as the printer gives it. */
export interface VerilogFile {
  readonly name: string;
  readonly moduleName: string;
  readonly text: string;
}

/** A port of the top module, but for its clock. */
export interface ModelPort {
  readonly name: string;
  readonly width: number;
  readonly signed: boolean;
  readonly direction: 'input' | 'output';
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
export const memoryArray = 'memory';

/** The interface of a circuit whose modules, ports and instances are printed under their own names. */
export function modelInterface({ top }: Circuit): ModelInterface {
  const clock = top.ports.find((port) => port.kind === 'input' && port.role === 'clock');
  const ports = top.ports.filter((port) => port !== clock);
  return {
    top: top.name,
    ...(clock ? { clock: clock.name } : {}),
    ports: ports.map(({ name, kind, type }) => ({ name, direction: kind, width: type.width, signed: type.signed })),
    memories: memoriesBelow(top, ''),
  };
}

function memoriesBelow(parent: LogicModule, path: string): ModelMemory[] {
  return parent.instances.flatMap(({ name, module }) => {
    if (module.kind === 'logic') return memoriesBelow(module, `${path}${name}.`);
    const { depth, wordType } = module;
    return [{ name: `${path}${name}`, moduleName: module.name, array: memoryArray, depth, width: wordType.width }];
  });
}
