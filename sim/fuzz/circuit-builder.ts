import type {
  ArrayPosition,
  Assignable,
  Binary,
  BinaryOperator,
  BitType,
  Circuit,
  Connect,
  Expression,
  InputPort,
  Instance,
  InstanceInput,
  InstanceOutput,
  Literal,
  LogicModule,
  MemoryModule,
  Module,
  Node,
  OutputPort,
  Port,
  Register,
  Signal,
  SinglePortMemory,
  SourceLocation,
  Statement,
  Target,
  UnaryOperator,
  Wire,
} from '../../generators/circuit/types.ts';

/** Writes circuits down as data, for tests of what takes circuits; nothing is checked. */

const location: SourceLocation = { file: 'circuit.ts', line: 1, column: 1 };

export const unsigned = (width: number): BitType => ({ width, signed: false });
export const signed = (width: number): BitType => ({ width, signed: true });
export const bit = unsigned(1);

export const literal = (value: bigint | number, type: BitType): Literal => ({
  kind: 'literal',
  type,
  value: BigInt(value),
});

export const reference = (signal: Signal): Expression => ({ kind: 'reference', type: signal.type, signal });

export function unary(operator: UnaryOperator, operand: Expression): Expression {
  const { type } = operand;
  const result = operator === 'not' ? type : operator === 'negate' ? signed(type.width + 1) : bit;
  return { kind: 'unary', operator, type: result, operand };
}

export function binary(operator: BinaryOperator, left: Expression, right: Expression): Binary {
  return { kind: 'binary', operator, type: binaryType(operator, left.type, right.type), left, right };
}

function binaryType(operator: BinaryOperator, left: BitType, right: BitType): BitType {
  const widest = Math.max(left.width, right.width);
  if (operator === 'add') return { width: widest + 1, signed: left.signed };
  if (operator === 'subtract') return signed(widest + 1);
  if (operator === 'multiply') return { width: left.width + right.width, signed: left.signed };
  if (operator === 'and' || operator === 'or' || operator === 'xor') return left;
  return bit;
}

export function shift(direction: 'left' | 'right', operand: Expression, amount: Expression): Expression {
  const { width, signed: isSigned } = operand.type;
  const grown = direction === 'left' ? width + 2 ** amount.type.width - 1 : width;
  return { kind: 'shift', direction, type: { width: grown, signed: isSigned }, operand, amount };
}

export const mux = (condition: Expression, whenTrue: Expression, whenFalse: Expression): Expression => ({
  kind: 'mux',
  type: whenTrue.type,
  condition,
  whenTrue,
  whenFalse,
});

export const slice = (operand: Expression, high: number, low: number): Expression => ({
  kind: 'slice',
  type: unsigned(high - low + 1),
  operand,
  high,
  low,
});

export const element = (operand: Expression, index: Expression, width: number): Expression => ({
  kind: 'element',
  type: unsigned(width),
  operand,
  index,
});

export const concatenate = (...parts: Expression[]): Expression => ({
  kind: 'concatenate',
  type: unsigned(parts.reduce((sum, part) => sum + part.type.width, 0)),
  parts,
});

export const convert = (operand: Expression, type: BitType): Expression => ({ kind: 'convert', type, operand });

/** Collects what a module is made of; `build` gives the module. */
export class ModuleBuilder {
  readonly #name: string;
  readonly #ports: (InputPort | OutputPort)[] = [];
  readonly #signals: (Wire | Node | Register)[] = [];
  readonly #instances: Instance[] = [];
  #statements: Statement[] = [];
  readonly clock: InputPort;
  readonly reset: InputPort;

  /** `timed`: clock and reset are made at once, under these names. */
  constructor(name: string, timed = true) {
    this.#name = name;
    this.clock = { kind: 'input', name: 'clock', type: bit, location, role: 'clock' };
    this.reset = { kind: 'input', name: 'reset', type: bit, location, role: 'reset' };
    if (timed) this.#ports.push(this.clock, this.reset);
  }

  input(name: string, type: BitType): Expression {
    const port: InputPort = { kind: 'input', name, type, location };
    this.#ports.push(port);
    return reference(port);
  }

  /** A further clock or reset; a reset is in step with the clock of `domain`. */
  timing(name: string, role: 'clock' | 'reset', domain?: InputPort): InputPort {
    const port: InputPort = { kind: 'input', name, type: bit, location, role, ...(domain ? { domain } : {}) };
    this.#ports.push(port);
    return port;
  }

  /** An input that is in step with one of several clocks. */
  inputOf(domain: InputPort, name: string, type: BitType): Expression {
    const port: InputPort = { kind: 'input', name, type, location, domain };
    this.#ports.push(port);
    return reference(port);
  }

  /** A register of one of several clocks; `crossing`: it takes what is in step with another. */
  registerOf(clock: InputPort, name: string, type: BitType, crossing?: true): Register {
    const register: Register = { kind: 'register', name, type, location, clock, ...(crossing && { crossing }) };
    this.#signals.push(register);
    return register;
  }

  output(name: string, type: BitType): OutputPort {
    const port: OutputPort = { kind: 'output', name, type, location };
    this.#ports.push(port);
    return port;
  }

  wire(name: string, type: BitType): Wire {
    const wire: Wire = { kind: 'wire', name, type, location };
    this.#signals.push(wire);
    return wire;
  }

  node(name: string, value: Expression): Expression {
    const node: Node = { kind: 'node', name, type: value.type, location, value };
    this.#signals.push(node);
    return reference(node);
  }

  register(name: string, type: BitType, resetValue?: bigint | number): Register {
    const reset = resetValue === undefined ? {} : { reset: { signal: this.reset, value: literal(resetValue, type) } };
    const register: Register = { kind: 'register', name, type, location, clock: this.clock, ...reset };
    this.#signals.push(register);
    return register;
  }

  instance(name: string, module: Module, array?: ArrayPosition, clocking?: Instance['clocking']): Instance {
    const inputs = new Map<string, InstanceInput>();
    const outputs = new Map<string, InstanceOutput>();
    const instance: Instance = {
      name,
      module,
      inputs,
      outputs,
      location,
      ...(array && { array }),
      ...(clocking && { clocking }),
    };
    for (const port of module.ports) {
      const common = { name: port.name, type: port.type, location, instance };
      if (port.kind === 'output') outputs.set(port.name, { kind: 'instanceOutput', ...common });
      else if (!port.role) inputs.set(port.name, { kind: 'instanceInput', ...common });
    }
    this.#instances.push(instance);
    return instance;
  }

  assign(signal: Assignable, value: Expression): void {
    this.connect({ signal }, value);
  }

  connect(target: Target, value: Expression): void {
    const connect: Connect = { kind: 'connect', target, value, location };
    this.#statements.push(connect);
  }

  when(condition: Expression, then: () => void, otherwise: () => void = () => {}): void {
    const bodies = { then: this.#body(then), otherwise: this.#body(otherwise) };
    this.#statements.push({ kind: 'when', condition, ...bodies, location });
  }

  switch(
    selector: Expression,
    cases: readonly [readonly (bigint | number)[], () => void][],
    fallback?: () => void,
  ): void {
    const built = cases.map(([values, body]) => ({
      values: values.map((value) => literal(value, selector.type)),
      body: this.#body(body),
      location,
    }));
    const rest = fallback ? { fallback: this.#body(fallback) } : {};
    this.#statements.push({ kind: 'switch', selector, cases: built, ...rest, location });
  }

  #body(fill: () => void): readonly Statement[] {
    const outer = this.#statements;
    const body: Statement[] = [];
    this.#statements = body;
    fill();
    this.#statements = outer;
    return body;
  }

  /** `finish` has the last word on the statements. */
  build(finish: (statements: readonly Statement[]) => readonly Statement[] = (statements) => statements): LogicModule {
    return {
      kind: 'logic',
      name: this.#name,
      parameters: [],
      ports: this.#ports,
      signals: this.#signals,
      instances: this.#instances,
      statements: finish(this.#statements),
      location,
    };
  }
}

const portOf = (kind: 'input' | 'output', name: string, type: BitType): Port => ({ kind, name, type, location });

const clockPort = (name = 'clock'): InputPort => ({ kind: 'input', name, type: bit, location, role: 'clock' });

/** The fewest bits that address `depth` words. */
export const addressWidthOf = (depth: number): number => Math.max(1, Math.ceil(Math.log2(depth)));

export function memory(
  name: string,
  depth: number,
  wordType: BitType,
  readDuringWrite: SinglePortMemory['readDuringWrite'],
  addressWidth = addressWidthOf(depth),
  initial?: readonly bigint[],
): SinglePortMemory {
  const ports = [
    clockPort(),
    portOf('input', 'enable', bit),
    portOf('input', 'write', bit),
    portOf('input', 'address', unsigned(addressWidth)),
    portOf('input', 'writeData', wordType),
    portOf('output', 'readData', wordType),
  ];
  const start = initial ? { initial } : {};
  return {
    kind: 'memory',
    organisation: 'single-port',
    name,
    depth,
    wordType,
    readDuringWrite,
    ports,
    location,
    ...start,
  };
}

/** A memory of one of the other organisations; the clock is one for all ports. */
export function memoryOf(
  organisation: 'two-port' | 'asynchronous-read',
  name: string,
  depth: number,
  wordType: BitType,
  addressWidth = addressWidthOf(depth),
  initial?: readonly bigint[],
): MemoryModule {
  const readEnable = organisation === 'two-port' ? [portOf('input', 'readEnable', bit)] : [];
  const ports = [
    clockPort(),
    portOf('input', 'writeEnable', bit),
    portOf('input', 'writeAddress', unsigned(addressWidth)),
    portOf('input', 'writeData', wordType),
    ...readEnable,
    portOf('input', 'readAddress', unsigned(addressWidth)),
    portOf('output', 'readData', wordType),
  ];
  const start = initial ? { initial } : {};
  const common = { kind: 'memory' as const, name, depth, wordType, ports, location, ...start };
  if (organisation === 'two-port') return { ...common, organisation, readDuringWrite: 'read-first' };
  return { ...common, organisation };
}

/** Constant words, one for each address. */
export function readOnlyMemory(
  name: string,
  wordType: BitType,
  initial: readonly bigint[],
  addressWidth = addressWidthOf(initial.length),
): MemoryModule {
  const ports = [
    clockPort(),
    portOf('input', 'enable', bit),
    portOf('input', 'address', unsigned(addressWidth)),
    portOf('output', 'readData', wordType),
  ];
  return { kind: 'memory', organisation: 'read-only', name, depth: initial.length, wordType, ports, location, initial };
}

/** The circuit of a module, with all modules below it. */
/** One circuit of modules that have nothing in common but clock and reset; ports have the name of their part in front. */
export function sideBySide(name: string, parts: readonly (readonly [name: string, module: LogicModule])[]): Circuit {
  const builder = new ModuleBuilder(name);
  for (const [partName, module] of parts) {
    const part = builder.instance(partName, module);
    for (const [port, input] of part.inputs) builder.assign(input, builder.input(`${partName}_${port}`, input.type));
    for (const [port, output] of part.outputs) {
      builder.assign(builder.output(`${partName}_${port}`, output.type), reference(output));
    }
  }
  return circuitOf(builder.build());
}

export function circuitOf(top: LogicModule): Circuit {
  const modules: Module[] = [];
  const visit = (module: Module) => {
    if (modules.includes(module)) return;
    if (module.kind === 'logic') for (const instance of module.instances) visit(instance.module);
    modules.push(module);
  };
  visit(top);
  return { top, modules };
}
