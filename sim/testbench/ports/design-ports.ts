import type { Circuit } from '../../../generators/circuit/types.ts';
import { type PortRecord, Value } from '../../../generators/language/index.ts';
import { kindOfSignal, kindOfValue } from './kinds.ts';
import { Port, type PortOwner } from './port.ts';

/** Ports under the names of the record that a module's body returns. */
export interface PortTree {
  readonly [name: string]: Port | PortTree;
}

/** The ports as the module's body returns them, and a list of them all. */
export interface DesignPorts {
  readonly tree: PortTree;
  readonly all: readonly Port[];
}

/** The ports of a module by the record that its body returned. */
export function portsOfRecord(owner: PortOwner, record: PortRecord): DesignPorts {
  const all: Port[] = [];
  const visit = (part: PortRecord): PortTree => {
    const tree: Record<string, Port | PortTree> = {};
    for (const [key, value] of Object.entries(part)) {
      if (value === undefined) continue;
      if (!(value instanceof Value)) tree[key] = visit(value as PortRecord);
      // Elaboration has refused everything else that a body could return.
      else if (value.expression.kind === 'reference') {
        const { name, kind } = value.expression.signal;
        const port = new Port(owner, name, kind === 'input' ? 'input' : 'output', kindOfValue(value));
        all.push(port);
        tree[key] = port;
      }
    }
    return tree;
  };
  return { tree: visit(record), all };
}

/** The ports of a circuit alone, by name, read as their bits tell; clocks and resets are not among them. */
export function portsOfCircuit(owner: PortOwner, { top }: Circuit): DesignPorts {
  const all = top.ports
    .filter((port) => port.kind === 'output' || port.role === undefined)
    .map((port) => new Port(owner, port.name, port.kind, kindOfSignal(port)));
  return { tree: Object.fromEntries(all.map((port) => [port.name, port])), all };
}
