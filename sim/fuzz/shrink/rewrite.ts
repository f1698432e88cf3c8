import { children } from '../../../generators/circuit/expressions.ts';
import type {
  Assignable,
  BitType,
  Circuit,
  Expression,
  InputPort,
  Instance,
  InstanceInput,
  InstanceOutput,
  LogicModule,
  Module,
  Port,
  Property,
  Register,
  Signal,
  SourceLocation,
  Statement,
} from '../../../generators/circuit/types.ts';
import { as } from '../random-expressions.ts';
import { withoutHidden } from '../random-statements.ts';

/** What is to be changed in a circuit, in terms of the parts that it has now. All is optional. */
export interface Edit {
  /** Ports, signals, instances, statements and properties that go, with all assignments to them; who reads one reads 0. */
  readonly drop?: ReadonlySet<object>;
  /** Expressions that take the place of others, each of the same type. */
  readonly replace?: ReadonlyMap<Expression, Expression>;
  /** What is read in place of a signal. */
  readonly references?: ReadonlyMap<Signal, Expression>;
  /** Statements that take the place of others. */
  readonly statements?: ReadonlyMap<Statement, readonly Statement[]>;
  /** New types of signals which are assigned as a whole only; readers and assignments convert. */
  readonly types?: ReadonlyMap<Signal, BitType>;
  /** Inputs that the top module gains. */
  readonly inputs?: readonly InputPort[];
  /** Another module of the circuit as the top. */
  readonly top?: LogicModule;
  readonly moduleName?: (name: string) => string;
}

const location: SourceLocation = { file: 'circuit.ts', line: 1, column: 1 };

/** A new circuit with the edit done and nothing that the top does not reach; it shares no parts with the given one. */
export function rewrite(circuit: Circuit, edit: Edit): Circuit {
  const top = edit.top ?? circuit.top;
  const written = new Map<Module, Module>();
  const needed = new Set<Module>();
  const need = (module: Module): void => {
    needed.add(module);
    if (module.kind !== 'logic') return;
    for (const instance of module.instances) if (!edit.drop?.has(instance)) need(instance.module);
  };
  need(top);
  const moduleName = edit.moduleName ?? ((name: string) => name);
  for (const module of circuit.modules) {
    if (!needed.has(module)) continue;
    if (module.kind === 'logic') {
      written.set(
        module,
        new ModuleRewriter(module, edit, written, module === top ? (edit.inputs ?? []) : []).write(moduleName),
      );
    } else {
      const ports = module.ports.map((port) => ({ ...port, location }));
      written.set(module, { ...module, name: moduleName(module.name), ports, location });
    }
  }
  return { top: written.get(top) as LogicModule, modules: [...written.values()] };
}

type Mutable<Thing> = { -readonly [Key in keyof Thing]: Thing[Key] };

class ModuleRewriter {
  readonly #module: LogicModule;
  readonly #edit: Edit;
  readonly #modules: ReadonlyMap<Module, Module>;
  readonly #inputs: readonly InputPort[];
  readonly #signals = new Map<Signal | Assignable, Signal | Assignable>();
  readonly #instances = new Map<Instance, Instance>();
  readonly #expressions = new Map<Expression, Expression>();

  constructor(module: LogicModule, edit: Edit, modules: ReadonlyMap<Module, Module>, inputs: readonly InputPort[]) {
    this.#module = module;
    this.#edit = edit;
    this.#modules = modules;
    this.#inputs = inputs;
  }

  write(moduleName: (name: string) => string): LogicModule {
    const { ports, signals, instances, statements, properties } = this.#module;
    const kept = <Item extends object>(items: readonly Item[]) => items.filter((item) => !this.#edit.drop?.has(item));
    const newPorts = [...kept(ports), ...this.#inputs].map((port) => this.#port(port));
    const newSignals = kept(signals).map((signal) => {
      const common = { ...signal, type: this.#typeOf(signal), location };
      const made = signal.kind === 'register' ? this.#register(signal, common.type) : common;
      this.#signals.set(signal, made);
      return made;
    });
    const newInstances = kept(instances).map((instance) => this.#instance(instance));
    // Values of nodes come last: they may read what is declared behind them.
    for (const signal of kept(signals)) {
      if (signal.kind !== 'node') continue;
      const made = this.#signals.get(signal) as Mutable<typeof signal>;
      made.value = as(this.#expression(signal.value), made.type);
    }
    const watched = properties && kept(properties).map((property) => this.#property(property));
    return {
      ...this.#module,
      name: moduleName(this.#module.name),
      ports: newPorts,
      signals: newSignals,
      instances: newInstances,
      // What an edit leaves behind may hide what stood before it.
      statements: withoutHidden(this.#body(statements)),
      ...(watched ? { properties: watched } : {}),
      location,
    };
  }

  #typeOf(signal: Signal): BitType {
    return this.#edit.types?.get(signal) ?? signal.type;
  }

  #clock(port: InputPort): InputPort {
    return this.#signals.get(port) as InputPort;
  }

  #port(port: Port): Port {
    const domain = port.kind === 'input' && port.domain ? { domain: this.#clock(port.domain) } : {};
    const made: Port = { ...port, ...domain, type: this.#typeOf(port), location };
    this.#signals.set(port, made);
    return made;
  }

  #register(register: Register, type: BitType): Register {
    const { reset } = register;
    const value = reset && { ...reset.value, type, value: wrapped(reset.value.value, type) };
    const made: Register = { ...register, type, location, clock: this.#clock(register.clock) };
    return reset ? { ...made, reset: { signal: this.#clock(reset.signal), value: value! } } : made;
  }

  #instance(instance: Instance): Instance {
    const inputs = new Map<string, InstanceInput>();
    const outputs = new Map<string, InstanceOutput>();
    const clocking =
      instance.clocking && new Map([...instance.clocking].map(([name, port]) => [name, this.#clock(port)]));
    const module = this.#modules.get(instance.module)!;
    const made: Instance = { ...instance, module, inputs, outputs, location, ...(clocking ? { clocking } : {}) };
    this.#instances.set(instance, made);
    for (const [name, input] of instance.inputs) {
      if (!module.ports.some((port) => port.name === name)) continue;
      const own: InstanceInput = { ...input, instance: made, location };
      inputs.set(name, own);
      this.#signals.set(input, own);
    }
    for (const [name, output] of instance.outputs) {
      if (!module.ports.some((port) => port.name === name)) continue;
      const own: InstanceOutput = { ...output, instance: made, location };
      outputs.set(name, own);
      this.#signals.set(output, own);
    }
    return made;
  }

  #property(property: Property): Property {
    return {
      ...property,
      clock: this.#clock(property.clock),
      ...(property.reset ? { reset: this.#clock(property.reset) } : {}),
      enable: this.#expression(property.enable),
      condition: this.#expression(property.condition),
      message: property.message.map((part) =>
        typeof part === 'string' ? part : { ...part, value: this.#expression(part.value) },
      ),
      location,
    };
  }

  #body(statements: readonly Statement[]): readonly Statement[] {
    return statements.flatMap((statement): readonly Statement[] => {
      if (this.#edit.drop?.has(statement)) return [];
      const instead = this.#edit.statements?.get(statement);
      return instead ? this.#body(instead) : this.#statement(statement);
    });
  }

  #statement(statement: Statement): readonly Statement[] {
    if (statement.kind === 'when') {
      const { condition, then, otherwise } = statement;
      const bodies = { then: this.#body(then), otherwise: this.#body(otherwise) };
      return [{ ...statement, condition: this.#expression(condition), ...bodies, location }];
    }
    if (statement.kind === 'switch') {
      const { selector, cases, fallback } = statement;
      const newCases = cases.map((one) => ({ ...one, body: this.#body(one.body), location }));
      const rest = fallback ? { fallback: this.#body(fallback) } : {};
      return [{ ...statement, selector: this.#expression(selector), cases: newCases, ...rest, location }];
    }
    const { target, value } = statement;
    const signal = this.#signals.get(target.signal) as Assignable | undefined;
    if (!signal) return [];
    const whole = !target.range && !target.element;
    const element = target.element && { ...target.element, index: this.#expression(target.element.index) };
    const newValue = this.#expression(value);
    return [
      {
        ...statement,
        target: { ...target, signal, ...(element ? { element } : {}) },
        value: whole ? as(newValue, signal.type) : newValue,
        location,
      },
    ];
  }

  #expression(expression: Expression): Expression {
    let made = this.#expressions.get(expression);
    if (!made) {
      made = this.#rewritten(expression);
      this.#expressions.set(expression, made);
    }
    return made;
  }

  #rewritten(expression: Expression): Expression {
    const instead =
      this.#edit.replace?.get(expression) ??
      (expression.kind === 'reference' ? this.#edit.references?.get(expression.signal) : undefined);
    if (instead) return as(this.#expression(instead), expression.type);
    if (expression.kind === 'reference') {
      const signal = this.#signals.get(expression.signal) as Signal | undefined;
      if (!signal) return { kind: 'literal', type: expression.type, value: 0n };
      return as({ kind: 'reference', type: signal.type, signal }, expression.type);
    }
    return withChildren(
      expression,
      children(expression).map((child) => this.#expression(child)),
    );
  }
}

/** The expression with other operands of the same types, in the order of `children`. */
export function withChildren(expression: Expression, operands: readonly Expression[]): Expression {
  const [first, second, third] = operands as [Expression, Expression, Expression];
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return expression;
    case 'unary':
    case 'slice':
    case 'convert':
      return { ...expression, operand: first };
    case 'binary':
      return { ...expression, left: first, right: second };
    case 'shift':
      return { ...expression, operand: first, amount: second };
    case 'mux':
      return { ...expression, condition: first, whenTrue: second, whenFalse: third };
    case 'element':
      return { ...expression, operand: first, index: second };
    case 'concatenate':
      return { ...expression, parts: operands };
  }
}

function wrapped(value: bigint, { width, signed }: BitType): bigint {
  return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}
