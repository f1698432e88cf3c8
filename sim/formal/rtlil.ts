/** One bit in RTLIL: a constant, or a bit of a wire. */
export type RtlilBit = string;

/** A value, bit 0 first. */
export type RtlilSignal = readonly RtlilBit[];

export const zeroBit: RtlilBit = "1'0";
export const oneBit: RtlilBit = "1'1";

/** The lowest `width` bits of a number in two's complement. */
export function constantSignal(value: bigint, width: number): RtlilSignal {
  return Array.from({ length: width }, (_, place) => ((value >> BigInt(place)) & 1n ? oneBit : zeroBit));
}

/** The same number in `width` bits, or its lowest ones. */
export function resized(signal: RtlilSignal, width: number, signed: boolean): RtlilSignal {
  const fill = signed ? signal.at(-1)! : zeroBit;
  return Array.from({ length: width }, (_, place) => signal[place] ?? fill);
}

/** Whether cells read their operands as signed numbers. */
type Sign = 'signed' | 'unsigned';

export interface WireOptions {
  readonly port?: { readonly direction: 'input' | 'output'; readonly number: number };
  /** What a register holds at the start. */
  readonly initial?: bigint;
  /** The wire keeps its name whatever yosys does. */
  readonly keep?: boolean;
}

interface Wire {
  readonly width: number;
  readonly role: string;
  readonly initial: bigint | undefined;
  readonly keep: boolean;
}

const binaryDigits = (value: bigint, width: number): string =>
  BigInt.asUintN(width, value).toString(2).padStart(width, '0');

export interface RtlilOptions {
  /** Clocks are inputs that are 1 in the steps at whose end they rise; else every step is an edge of each. */
  readonly clocksAreInputs?: boolean;
  /** State without an initial value starts at 0; else that is for the proof to say. */
  readonly startsAtZero?: boolean;
}

/** Writes one module in the text form of yosys's netlists, one cell for each operation. */
export class RtlilModule {
  readonly #name: string;
  readonly #wires = new Map<string, Wire>();
  readonly #rest: string[] = [];
  readonly #options: RtlilOptions;
  #count = 0;

  constructor(name: string, options: RtlilOptions = {}) {
    this.#name = name;
    this.#options = options;
  }

  /** A wire with a name of its own; ports are numbered from 1 in the order of the module's. */
  wire(name: string, width: number, { port, initial, keep = false }: WireOptions = {}): RtlilSignal {
    const role = port ? ` ${port.direction} ${port.number}` : '';
    return this.#declare(`\\${name}`, { width, role, initial, keep });
  }

  /** A wire without a name that others could know. */
  hidden(width: number): RtlilSignal {
    return this.#declare(`$${++this.#count}`, { width, role: '', initial: undefined, keep: false });
  }

  #declare(name: string, wire: Wire): RtlilSignal {
    this.#wires.set(name, wire);
    return Array.from({ length: wire.width }, (_, place) => `${name} [${place}]`);
  }

  connect(target: RtlilSignal, value: RtlilSignal): void {
    this.#rest.push(`  connect ${text(target)} ${text(value)}`);
  }

  /** A cell with named connections, as an instance of another module. */
  instance(name: string, module: string, connections: ReadonlyMap<string, RtlilSignal>): void {
    this.#cell(`\\${module}`, `\\${name}`, new Map(), connections);
  }

  #cell(
    type: string,
    name: string,
    parameters: ReadonlyMap<string, number>,
    connections: ReadonlyMap<string, RtlilSignal>,
  ): void {
    this.#rest.push(
      `  cell ${type} ${name}`,
      ...[...parameters].map(([parameter, value]) => `    parameter \\${parameter} ${value}`),
      ...[...connections].map(([port, signal]) => `    connect \\${port} ${text(signal)}`),
      '  end',
    );
  }

  unary(
    type: '$not' | '$neg' | '$reduce_and' | '$reduce_or' | '$reduce_xor',
    a: RtlilSignal,
    width: number,
  ): RtlilSignal {
    const y = this.hidden(width);
    const parameters = new Map([
      ['A_SIGNED', 0],
      ['A_WIDTH', a.length],
      ['Y_WIDTH', width],
    ]);
    this.#cell(
      type,
      `$${++this.#count}`,
      parameters,
      new Map([
        ['A', a],
        ['Y', y],
      ]),
    );
    return y;
  }

  binary(type: string, a: RtlilSignal, b: RtlilSignal, width: number, sign: Sign, signOfB: Sign = sign): RtlilSignal {
    const y = this.hidden(width);
    const parameters = new Map([
      ['A_SIGNED', Number(sign === 'signed')],
      ['A_WIDTH', a.length],
      ['B_SIGNED', Number(signOfB === 'signed')],
      ['B_WIDTH', b.length],
      ['Y_WIDTH', width],
    ]);
    this.#cell(
      type,
      `$${++this.#count}`,
      parameters,
      new Map([
        ['A', a],
        ['B', b],
        ['Y', y],
      ]),
    );
    return y;
  }

  /** `whenTrue` where the condition is 1. */
  mux(condition: RtlilBit, whenTrue: RtlilSignal, whenFalse: RtlilSignal): RtlilSignal {
    const y = this.hidden(whenTrue.length);
    const connections = new Map([
      ['A', whenFalse],
      ['B', whenTrue],
      ['S', [condition]],
      ['Y', y],
    ]);
    this.#cell('$mux', `$${++this.#count}`, new Map([['WIDTH', whenTrue.length]]), connections);
    return y;
  }

  /** One bit: whether the number equals a constant. */
  isConstant(signal: RtlilSignal, value: bigint): RtlilBit {
    return this.binary('$eq', signal, constantSignal(value, signal.length), 1, 'unsigned')[0]!;
  }

  /** The element at an unsigned index, 0 beyond the last. */
  pick(elements: readonly RtlilSignal[], index: RtlilSignal): RtlilSignal {
    const nothing: RtlilSignal = elements[0]!.map(() => zeroBit);
    return elements.reduce(
      (rest, element, place) =>
        place >= 2 ** index.length ? rest : this.mux(this.isConstant(index, BigInt(place)), element, rest),
      nothing,
    );
  }

  not(a: RtlilBit): RtlilBit {
    return this.unary('$not', [a], 1)[0]!;
  }

  and(a: RtlilBit, b: RtlilBit): RtlilBit {
    return this.binary('$and', [a], [b], 1, 'unsigned')[0]!;
  }

  or(a: RtlilBit, b: RtlilBit): RtlilBit {
    return this.binary('$or', [a], [b], 1, 'unsigned')[0]!;
  }

  /** The bit is 1 in each step: to be shown, or to be relied on. */
  demand(type: '$assert' | '$assume', bit: RtlilBit): void {
    const connections = new Map([
      ['A', [bit]],
      ['EN', [oneBit]],
    ]);
    this.#cell(type, `$${++this.#count}`, new Map(), connections);
  }

  /** `state` takes `next` at each step, whatever clock rises. */
  advance(state: RtlilSignal, next: RtlilSignal): void {
    this.#start(state);
    const connections = new Map([
      ['D', next],
      ['Q', state],
    ]);
    this.#cell('$ff', `$${++this.#count}`, new Map([['WIDTH', state.length]]), connections);
  }

  /** `state` takes `next` at each rising edge. */
  flipFlop(clock: RtlilBit, state: RtlilSignal, next: RtlilSignal): void {
    if (this.#options.clocksAreInputs) {
      this.advance(state, this.mux(clock, next, state));
      return;
    }
    this.#start(state);
    const parameters = new Map([
      ['CLK_POLARITY', 1],
      ['WIDTH', state.length],
    ]);
    const connections = new Map([
      ['CLK', [clock]],
      ['D', next],
      ['Q', state],
    ]);
    this.#cell('$dff', `$${++this.#count}`, parameters, connections);
  }

  #start(state: RtlilSignal): void {
    if (!this.#options.startsAtZero) return;
    for (const name of new Set(state.map((bit) => bit.slice(0, bit.lastIndexOf(' '))))) {
      const wire = this.#wires.get(name)!;
      this.#wires.set(name, { ...wire, initial: wire.initial ?? 0n });
    }
  }

  toString(): string {
    const wires = [...this.#wires].flatMap(([name, { width, role, initial, keep }]) => [
      ...(keep ? ['  attribute \\keep 1'] : []),
      ...(initial === undefined ? [] : [`  attribute \\init ${width}'${binaryDigits(initial, width)}`]),
      `  wire width ${width}${role} ${name}`,
    ]);
    return [`module \\${this.#name}`, ...wires, ...this.#rest, 'end', ''].join('\n');
  }
}

function text(signal: RtlilSignal): string {
  return signal.length === 1 ? signal[0]! : `{ ${[...signal].reverse().join(' ')} }`;
}
