import type {
  Attribute,
  Connect,
  Expression,
  InputPort,
  Instance,
  InstanceInput,
  LogicModule,
  MemoryModule,
  Module,
  Node,
  Port,
  Property,
  Reference,
  Register,
  Signal,
  SourceLocation,
  Statement,
  Wire,
} from '../circuit/types.ts';
import { ClockDomain } from './clock-domain.ts';
import { languageError } from './errors.ts';
import { explainError } from './misspelt.ts';
import { captureOrigin } from './source-location.ts';

/** While a module's body runs, names are still open: they follow from the whole body. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** An array of instances, whose name is open like theirs. */
export interface InstanceArray {
  name: string;
  readonly size: readonly number[];
  readonly members: readonly { readonly instance: Draft<Instance>; readonly index: readonly number[] }[];
}

/** A branch that is open: arm `arm` of one `when` or `switchOn`, and when it is taken. */
export interface OpenArm {
  /** Its statement, which stands in a list already unless this is the first arm of a `when`. */
  readonly statement: { readonly listed: Statement | undefined };
  readonly arm: number;
  readonly condition: () => Expression;
}

/** What the body of one module has made so far. */
export class ModuleContext {
  readonly ports: Draft<Port>[] = [];
  readonly properties: Draft<Property>[] = [];
  readonly attributes: Attribute[] = [];
  /** The branches around what is made now, the outermost first. */
  readonly openArms: OpenArm[] = [];
  /** The default domain first, then those that the body declared. */
  readonly domains: ClockDomain[];
  /** The domain of what is made now. */
  domain: ClockDomain;
  /** The domains in which inputs were declared. */
  readonly inputDomains = new Map<Draft<Port>, ClockDomain>();
  readonly signals: Draft<Wire | Node | Register>[] = [];
  /** The registers among them that the source does not name. */
  readonly unnamed = new Set<Draft<Signal>>();
  readonly instances: Draft<Instance>[] = [];
  readonly arrays: InstanceArray[] = [];
  /** The statement lists that are open, the module's own first, then those of the `when`s around. */
  readonly openStatements: Statement[][] = [[]];
  /** Above 0 while an operator that is made of others runs: only its result takes the name. */
  quiet = 0;

  constructor(location: SourceLocation) {
    this.domain = new ClockDomain('', location);
    this.domains = [this.domain];
  }

  get clock(): InputPort {
    return this.domain.clock;
  }

  get reset(): InputPort {
    return this.domain.reset;
  }

  get statements(): Statement[] {
    return this.openStatements.at(-1)!;
  }

  /** The module's clocks and resets, as far as it has needed them. */
  get implicitPorts(): readonly InputPort[] {
    return this.domains.flatMap(({ ports }) => ports);
  }
}

/** All modules of one design while it is elaborated: equal parameters give one module. */
export interface Elaboration {
  /** By definition, then by the text of the parameters; `undefined` while the body runs. */
  readonly modules: Map<object, Map<string, { readonly module: LogicModule; readonly ports: unknown } | undefined>>;
  readonly order: Module[];
  readonly names: Set<string>;
  /** Memories by the name that their users gave, which a module that is called so may have taken from them. */
  readonly memories: Map<string, Draft<MemoryModule>>;
}

let elaboration: Elaboration | undefined;
let context: ModuleContext | undefined;

export function currentContext(what: string): ModuleContext {
  return context ?? languageError('B023', `${what} outside a module`, 'move it into the body of a Module(…)');
}

export function currentElaboration(what: string): Elaboration {
  return elaboration ?? languageError('B023', `${what} outside a design`, 'call elaborate(TheModule, parameters)');
}

/** Runs `body` as the elaboration of a new design. */
export function withElaboration<T>(body: (elaboration: Elaboration) => T): T {
  const outer = { elaboration, context };
  elaboration = { modules: new Map(), order: [], names: new Set(), memories: new Map() };
  context = undefined;
  try {
    return body(elaboration);
  } finally {
    ({ elaboration, context } = outer);
  }
}

/** Runs `body` as the body of a new module. */
export function withContext<T>(next: ModuleContext, body: () => T): T {
  const outer = context;
  context = next;
  try {
    return body();
  } catch (error) {
    throw explainError(error);
  } finally {
    context = outer;
  }
}

export function reference<S extends Signal>(signal: S): Reference {
  return { kind: 'reference', type: signal.type, signal };
}

/** Stands for the value of an instance's input, which its own module alone may read; a statement must not use it. */
export function assignedOnly(input: InstanceInput): Reference {
  return { kind: 'reference', type: input.type, signal: input as unknown as Signal };
}

/** The expression itself, or a node of the name that the source gives to it, with the binary point of what it is. */
export function named(expression: Expression, fractionBits?: number): Expression {
  if (expression.kind === 'literal') return expression;
  const module = currentContext('an operator');
  if (module.quiet > 0 || expression.kind === 'reference') return expression;
  const { name, location } = captureOrigin(named);
  if (!name) return expression;
  const node: Draft<Node> = { kind: 'node', name, type: expression.type, value: expression, location };
  if (fractionBits !== undefined) node.fractionBits = fractionBits;
  module.signals.push(node);
  return reference(node);
}

/** Runs an operator that is made of others: nothing on the way takes a name. */
export function quietly<T>(build: () => T): T {
  const module = currentContext('an operator');
  module.quiet += 1;
  try {
    return build();
  } finally {
    module.quiet -= 1;
  }
}

export function addStatement(statement: Statement): void {
  currentContext('an assignment').statements.push(statement);
}

/** Adds an assignment that holds on every path, whatever `when` is open, before what the open branches assign. */
export function addPermanentConnect(connect: Connect): Draft<Connect> {
  const { openStatements, openArms } = currentContext('an assignment');
  const statements = openStatements[0]!;
  const outermost = openArms[0]?.statement.listed;
  if (outermost) statements.splice(statements.lastIndexOf(outermost), 0, connect);
  else statements.push(connect);
  return connect;
}
