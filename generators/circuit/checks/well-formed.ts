import type { Diagnostic } from '../../diagnostics.ts';
import type { ModuleGraph } from '../dependence/module-graph.ts';
import { forEachExpression, forEachModuleRoot, forEachStatement } from '../expressions.ts';
import type { Circuit, Expression, LogicModule, Module, SourceLocation } from '../types.ts';
import { brokenRule, brokenType, differs } from './expression-rules.ts';
import type { CircuitFacts } from './facts.ts';
import { instanceFaults } from './instance-rules.ts';
import { externalFaults, memoryFaults, portFaults } from './leaf-rules.ts';
import { propertyFaults } from './property-rules.ts';
import { statementFault } from './statement-rules.ts';

/** Takes what is wrong and where; nothing where it is `undefined`. */
type Report = (fault: string | undefined, location: SourceLocation) => void;

/** B100: what breaks the rules of `types.ts`. It is a bug of whatever made the circuit, not of the user's design. */
export function checkWellFormed(facts: CircuitFacts): readonly Diagnostic[] {
  const { circuit } = facts;
  const diagnostics: Diagnostic[] = [];
  const reportIn =
    (module: Module): Report =>
    (fault, location) => {
      if (fault !== undefined) diagnostics.push(diagnosticOf(`module ${module.name}: ${fault}`, location));
    };
  checkHierarchy(circuit, reportIn, diagnostics);
  // What follows walks through instances, and relies on what it finds there.
  if (diagnostics.length > 0) return diagnostics;
  for (const module of circuit.modules) {
    if (module.kind !== 'logic') checkLeaf(module, reportIn(module));
  }
  for (const module of facts.modules) checkLogic(module, facts.graphOf(module), reportIn(module));
  return diagnostics;
}

function diagnosticOf(fault: string, location: SourceLocation): Diagnostic {
  return {
    code: 'B100',
    message: `the circuit contradicts itself: ${fault}`,
    location,
    remedy: 'this is a bug of Burin or of the pass that made the circuit: please report it with your source',
  };
}

/** Modules stand once and behind what they need, and instances have the ports of their modules. */
function checkHierarchy(
  { top, modules }: Circuit,
  reportIn: (module: Module) => Report,
  diagnostics: Diagnostic[],
): void {
  const defined = new Set<Module>();
  for (const module of modules) {
    const report = reportIn(module);
    if (defined.has(module)) report('stands twice among the modules', module.location);
    for (const instance of module.kind === 'logic' ? module.instances : []) {
      if (!defined.has(instance.module)) report(`${instance.module.name} is not in front of it`, instance.location);
      for (const fault of instanceFaults(instance, module as LogicModule)) report(fault, instance.location);
    }
    defined.add(module);
  }
  if (modules.at(-1) !== top) diagnostics.push(diagnosticOf(`top ${top.name} is not the last module`, top.location));
}

function checkLeaf(module: Exclude<Module, LogicModule>, report: Report): void {
  for (const port of module.ports) report(brokenType(port.type), port.location);
  const faults = module.kind === 'memory' ? memoryFaults(module) : externalFaults(module);
  for (const fault of [...portFaults(module), ...faults]) report(fault, module.location);
}

function checkLogic(module: LogicModule, graph: ModuleGraph, report: Report): void {
  for (const port of module.ports) report(brokenType(port.type), port.location);
  for (const fault of portFaults(module)) report(fault, module.location);
  if (hasBrokenExpression(module, graph)) reportExpressions(module, report);
  for (const signal of module.signals) {
    report(brokenType(signal.type), signal.location);
    if (signal.kind === 'node') {
      report(differs(`node ${signal.name}`, signal.type, signal.value), signal.location);
    } else if (signal.kind === 'register' && signal.reset) {
      report(differs(`reset value of ${signal.name}`, signal.type, signal.reset.value), signal.location);
    }
  }
  forEachStatement(module.statements, (statement) => report(statementFault(statement), statement.location));
  for (const property of module.properties ?? []) {
    for (const fault of propertyFaults(property)) report(fault, property.location);
  }
}

/** The module's graph knows all expressions already, so that finding none wrong needs no walk of its own. */
function hasBrokenExpression({ signals }: LogicModule, { expressions }: ModuleGraph): boolean {
  return (
    expressions.some((expression) => brokenRule(expression) !== undefined) ||
    signals.some((signal) => signal.kind === 'register' && signal.reset && brokenRule(signal.reset.value) !== undefined)
  );
}

function reportExpressions(module: LogicModule, report: Report): void {
  const seen = new Set<Expression>();
  forEachModuleRoot(module, (root, location) => {
    forEachExpression(root, seen, (expression) => report(brokenRule(expression), location));
  });
}
