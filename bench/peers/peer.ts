/** How a peer writes the array: as instances of one module, or all in one. */
export type Shape = 'hierarchical' | 'flat';

export const shapes: readonly Shape[] = ['hierarchical', 'flat'];

export interface ArrayRequest {
  readonly shape: Shape;
  /** Rows and columns. */
  readonly size: number;
  /** The Verilog that is written. */
  readonly file: string;
  /** After so many no further round starts; there are at least two rounds and at most six. */
  readonly seconds: number;
  /** Text that yosys 0.23 reads, where the peer's own style is beyond it. */
  readonly forYosys?: boolean;
}

/** How a peer names the ports of the array. */
export interface PortNames {
  readonly clock: string;
  readonly reset: string;
  /** Before all others. */
  readonly prefix: string;
  /** The sums of the row. */
  readonly result: string;
  /** Whether each element of a vector is a port of its own, `<name>_<index>`. */
  readonly elements: boolean;
}

/** Another hardware generator that prints the array of `examples/mac-array`. */
export interface Peer {
  readonly name: string;
  /** As `install.ts` is told. */
  readonly key: string;
  readonly ports: PortNames;
  isInstalled(): boolean;
  /** Installs the packages from their public registries. Does nothing where they are there. */
  install(): void;
  /** Program and arguments; one line of JSON in its output for each round: see README.md. */
  command(request: ArrayRequest): readonly string[];
}

/** One round of a peer, as its program reports it. */
export interface Round {
  readonly milliseconds: number;
  readonly lines: number;
}
