import { forEachStatement, propertyRoots } from '../expressions.ts';
import type {
  Assignable,
  Element,
  Expression,
  InstanceInput,
  LogicModule,
  Module,
  Property,
  Register,
  Signal,
} from '../types.ts';
import { type DriversOfSignals, driversOf, type Guard } from './drivers.ts';
import { type GraphOf, graphFrom } from './graph.ts';

/** What a register takes at the next clock edge. */
export interface NextValue {
  readonly kind: 'next';
  readonly register: Register;
}

/** All that a property looks at. */
export interface PropertyValue {
  readonly kind: 'property';
  readonly property: Property;
}

/** A vertex of the graph of whole signals: what depends combinationally on what, without regard to bits. */
export type Vertex = Signal | InstanceInput | NextValue | PropertyValue | Expression | Guard;

/** For each output of a module the inputs on which it depends combinationally; an output that depends on none is absent. */
export type PortDependence = ReadonlyMap<string, readonly string[]>;

/**
 * The combinational dependence inside one module. References stand for their signals and small expressions for what
 * they read, so that expressions are vertices only where they are large. Registers point to nothing; what they take next
 * is a vertex of its own.
 */
export interface ModuleGraph extends GraphOf<Vertex> {
  readonly module: LogicModule;
  readonly drivers: DriversOfSignals;
  readonly nextValues: ReadonlyMap<Register, NextValue>;
  readonly propertyValues: readonly PropertyValue[];
  /** The first so many vertices are what belongs to the module; of other signals none does. */
  readonly ownCount: number;
  /** Every expression of the module but for reset values; shared ones may stand several times. */
  readonly expressions: readonly Expression[];
  /** Those that choose an element. */
  readonly elements: readonly Element[];
}

/** Builds the graph of a module; `dependenceOf` tells what the modules that it instantiates pass through. */
export function moduleGraph(module: LogicModule, dependenceOf: (module: Module) => PortDependence): ModuleGraph {
  const drivers = driversOf(module.statements);
  const nextValues = new Map<Register, NextValue>();
  for (const signal of module.signals) {
    if (signal.kind === 'register') nextValues.set(signal, { kind: 'next', register: signal });
  }
  const propertyValues = (module.properties ?? []).map((property) => ({ kind: 'property', property }) as const);
  const own: Vertex[] = [...module.ports, ...module.signals, ...nextValues.values(), ...propertyValues];
  for (const { inputs, outputs } of module.instances) {
    for (const input of inputs.values()) own.push(input);
    for (const output of outputs.values()) own.push(output);
  }
  const expressions: Expression[] = [];
  const elements: Element[] = [];
  const note = (expression: Expression): void => {
    expressions.push(expression);
    if (expression.kind === 'element') elements.push(expression);
  };
  let into: Successors | undefined;
  const graph = graphFrom<Vertex>([...own, ...conditionsOf(module)], (vertex, add) => {
    // `add` is the same for all vertices.
    into ??= { drivers, dependenceOf, read: reader(note, add), note, add };
    addSuccessors(vertex, into);
  });
  return { ...graph, module, drivers, nextValues, propertyValues, ownCount: own.length, expressions, elements };
}

/** Conditions and selectors under which nothing stands lead from nowhere else to the vertices. */
function conditionsOf({ statements }: LogicModule): readonly Expression[] {
  const conditions: Expression[] = [];
  forEachStatement(statements, (statement) => {
    if (statement.kind === 'when') conditions.push(statement.condition);
    else if (statement.kind === 'switch') conditions.push(statement.selector);
  });
  return conditions;
}

/** Expressions of at most so many parts, counted as a tree, are looked through at each use. */
const mostInlined = 12;

/** Adds what an expression reads: signals, and expressions that are vertices. Notes the others on the way. */
function reader(
  note: (expression: Expression) => void,
  add: (vertex: Vertex) => void,
): (expression: Expression) => void {
  const inline = (expression: Expression): void => {
    note(expression);
    if (expression.kind === 'reference') add(expression.signal);
    else forEachOperand(expression, inline);
  };
  return (expression) => {
    if (partsOf(expression, mostInlined) <= mostInlined) inline(expression);
    else add(expression);
  };
}

/** The number of parts of an expression, or more than `most` where there are more. */
function partsOf(expression: Expression, most: number): number {
  if (most <= 0) return 1;
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return 1;
    case 'unary':
    case 'slice':
    case 'convert':
      return 1 + partsOf(expression.operand, most - 1);
    case 'binary':
      return partsOfAll(most, expression.left, expression.right);
    case 'shift':
      return partsOfAll(most, expression.operand, expression.amount);
    case 'mux':
      return partsOfAll(most, expression.whenTrue, expression.whenFalse, expression.condition);
    case 'element':
      return partsOfAll(most, expression.operand, expression.index);
    case 'concatenate':
      return expression.parts.length >= most ? most + 1 : partsOfAll(most, ...expression.parts);
  }
}

function partsOfAll(most: number, ...operands: readonly Expression[]): number {
  let parts = 1;
  for (const operand of operands) {
    if (parts > most) break;
    parts += partsOf(operand, most - parts);
  }
  return parts;
}

/** As `children`, without a list: there are many. */
function forEachOperand(expression: Expression, visit: (operand: Expression) => void): void {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      break;
    case 'unary':
    case 'slice':
    case 'convert':
      visit(expression.operand);
      break;
    case 'binary':
      visit(expression.left);
      visit(expression.right);
      break;
    case 'shift':
      visit(expression.operand);
      visit(expression.amount);
      break;
    case 'mux':
      visit(expression.condition);
      visit(expression.whenTrue);
      visit(expression.whenFalse);
      break;
    case 'element':
      visit(expression.operand);
      visit(expression.index);
      break;
    case 'concatenate':
      for (const part of expression.parts) visit(part);
      break;
  }
}

interface Successors {
  readonly drivers: DriversOfSignals;
  readonly dependenceOf: (module: Module) => PortDependence;
  readonly read: (expression: Expression) => void;
  readonly note: (expression: Expression) => void;
  readonly add: (vertex: Vertex) => void;
}

function readDrivers(signal: Assignable, { drivers, read, add }: Successors): void {
  const list = drivers.get(signal);
  if (!list) return;
  for (const { connect, guard } of list) {
    if (connect.target.element) read(connect.target.element.index);
    read(connect.value);
    if (guard) add(guard);
  }
}

function addSuccessors(vertex: Vertex, into: Successors): void {
  const { dependenceOf, read, note, add } = into;
  switch (vertex.kind) {
    case 'input':
    case 'register':
      break;
    case 'node':
      read(vertex.value);
      break;
    case 'next':
      readDrivers(vertex.register, into);
      break;
    case 'property':
      for (const root of propertyRoots(vertex.property)) read(root);
      break;
    case 'output':
    case 'wire':
    case 'instanceInput':
      readDrivers(vertex, into);
      break;
    case 'guard':
      read(vertex.choice);
      if (vertex.outer) add(vertex.outer);
      break;
    case 'instanceOutput':
      for (const name of dependenceOf(vertex.instance.module).get(vertex.name) ?? []) {
        const input = vertex.instance.inputs.get(name);
        if (input) add(input);
      }
      break;
    default:
      // A large expression, or a condition that is looked at for its own sake.
      note(vertex);
      if (vertex.kind === 'reference') add(vertex.signal);
      else forEachOperand(vertex, read);
  }
}
