import type { Diagnostic } from '../../diagnostics.ts';
import { typeText } from '../expression-text.ts';
import { forEachExpression, forEachStatement, ownExpressions } from '../expressions.ts';
import type {
  Circuit,
  Connect,
  Expression,
  Instance,
  LogicModule,
  MemoryModule,
  Module,
  SourceLocation,
  Statement,
} from '../types.ts';
import { brokenRule, brokenType, isInRange, sameType } from './expression-rules.ts';

/** Takes what is wrong and where; nothing where it is `undefined`. */
type Report = (fault: string | undefined, location: SourceLocation) => void;

/** B100: what breaks the rules of `types.ts`. It is a bug of whatever made the circuit, not of the user's design. */
export function checkWellFormed(circuit: Circuit): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<Module>();
  for (const module of circuit.modules) {
    const report: Report = (fault, location) => {
      if (fault) diagnostics.push(diagnosticOf(`module ${module.name}: ${fault}`, location));
    };
    if (seen.has(module)) report('stands twice among the modules', module.location);
    for (const port of module.ports) report(brokenType(port.type), port.location);
    if (module.kind === 'memory') checkMemory(module, report);
    else if (module.kind === 'logic') checkLogic(module, seen, report);
    seen.add(module);
  }
  const { top, modules } = circuit;
  if (modules.at(-1) !== top) diagnostics.push(diagnosticOf(`top ${top.name} is not the last module`, top.location));
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

function checkMemory({ ports, depth, wordType, organisation, location }: MemoryModule, report: Report): void {
  if (organisation !== 'single-port') return;
  const names = ports.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const expected = 'input clock, input enable, input write, input address, input writeData, output readData';
  if (names !== expected) report(`a memory with the ports ${names}`, location);
  if (!Number.isInteger(depth) || depth < 1) report(`a memory of ${depth} words`, location);
  for (const port of ports) {
    if (!/Data$/.test(port.name) || sameType(port.type, wordType)) continue;
    report(`${port.name} is ${typeText(port.type)}, a word ${typeText(wordType)}`, location);
  }
}

function checkLogic(module: LogicModule, defined: ReadonlySet<Module>, report: Report): void {
  const expressions = new Set<Expression>();
  const checkRoot = (root: Expression, location: SourceLocation): void => {
    forEachExpression(root, expressions, (expression) => report(brokenRule(expression), location));
  };
  for (const signal of module.signals) {
    report(brokenType(signal.type), signal.location);
    if (signal.kind === 'node') {
      checkRoot(signal.value, signal.location);
      report(differs(`node ${signal.name}`, signal.type, signal.value), signal.location);
    } else if (signal.kind === 'register' && signal.reset) {
      checkRoot(signal.reset.value, signal.location);
      report(differs(`reset value of ${signal.name}`, signal.type, signal.reset.value), signal.location);
    }
  }
  for (const instance of module.instances) {
    if (!defined.has(instance.module)) report(`${instance.module.name} is not in front of it`, instance.location);
    report(portFault(instance), instance.location);
  }
  forEachStatement(module.statements, (statement) => {
    for (const root of ownExpressions(statement)) checkRoot(root, statement.location);
    report(statementFault(statement), statement.location);
  });
}

function statementFault(statement: Statement): string | undefined {
  if (statement.kind === 'connect') return connectFault(statement);
  if (statement.kind === 'when') {
    return differs('when', { width: 1, signed: false }, statement.condition);
  }
  const { selector, cases } = statement;
  const values = cases.flatMap((one) => one.values);
  const wrong = values.find(({ type, value }) => !sameType(type, selector.type) || !isInRange(value, selector.type));
  return wrong && `case ${wrong.value} of type ${typeText(wrong.type)} for a selector of ${typeText(selector.type)}`;
}

function connectFault({ target: { signal, range, element }, value }: Connect): string | undefined {
  const { width } = signal.type;
  const what = `assignment to ${signal.name}`;
  if (range && element) return `${what} has both a range and an element`;
  if (element) {
    if (element.index.type.signed) return `${what} at a signed index`;
    if (element.width < 1 || element.width > width) return `${what}: an element of ${element.width} of ${width} bits`;
    return differs(what, { width: element.width, signed: false }, value);
  }
  if (!range) return differs(what, signal.type, value);
  const { high, low } = range;
  if (!(low >= 0 && low <= high && high < width)) return `${what}: bits ${high} to ${low} of ${width}`;
  return differs(what, { width: high - low + 1, signed: false }, value);
}

function differs(what: string, type: Expression['type'], { type: actual }: Expression): string | undefined {
  return sameType(type, actual) ? undefined : `${what} needs ${typeText(type)} and gets ${typeText(actual)}`;
}

/** Whether the instance has exactly the module's ports apart from clock and reset, of the same types. */
function portFault({ name, module, inputs, outputs }: Instance): string | undefined {
  const ports = module.ports.filter((port) => port.kind === 'output' || !port.role);
  if (ports.length !== inputs.size + outputs.size) return `instance ${name} has not the ports of ${module.name}`;
  for (const port of ports) {
    const own = port.kind === 'output' ? outputs.get(port.name) : inputs.get(port.name);
    if (!own || own.name !== port.name) return `instance ${name} lacks port ${port.name} of ${module.name}`;
    if (!sameType(own.type, port.type)) return `port ${port.name} of instance ${name} is ${typeText(own.type)}`;
  }
  return undefined;
}
