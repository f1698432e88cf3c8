import type { DialectName } from '../../generators/verilog/index.ts';

/** A port of a design, by the name that the reference gives it. */
export interface DesignPort {
  readonly name: string;
  readonly width: number;
  readonly direction: 'input' | 'output';
}

/** What several contestants describe, each in its own way. Clock and reset are called so. */
export interface Design {
  readonly name: string;
  /** Without clock and reset. */
  readonly ports: readonly DesignPort[];
  /** Port that is held at 1 in the first cycles: it brings what the reset leaves alone to known values. */
  readonly clear?: string;
  /** Verilog over the names of the ports: what must be equal in every cycle. */
  readonly observed: string;
}

export interface Contestant {
  readonly name: string;
  /** SystemVerilog, one text a file. */
  readonly texts: readonly string[];
  /** The texts for a tool family, where they are not the same for all. */
  readonly dialects?: ReadonlyMap<DialectName, readonly string[]>;
  readonly top: string;
  /** Connections of clock, reset and ports: from the contestant's name to Verilog over the design's names. */
  readonly connections: ReadonlyMap<string, string>;
}

/** Connections for a contestant that names all ports as the design does. */
export function sameNames(design: Design): ReadonlyMap<string, string> {
  return new Map(['clock', 'reset', ...design.ports.map(({ name }) => name)].map((name) => [name, name]));
}
