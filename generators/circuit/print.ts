import { declaredText, operatorText, typeText } from './expression-text.ts';
import { children, forEachExpression, forEachRoot, propertyRoots } from './expressions.ts';
import type {
  Circuit,
  Expression,
  Instance,
  LogicModule,
  Module,
  Node,
  Port,
  Property,
  Register,
  Statement,
  Target,
  Wire,
} from './types.ts';

/** The text of one expression of the module at hand. */
type Text = (expression: Expression) => string;

/**
 * The whole circuit as text, for tests and for looking at. Deterministic: it depends on the circuit alone. Types are
 * `u8` and `s8`; constants `3:u8`. Parts that several expressions share stand once, as `%0 = …`. Places are left out.
 */
export function printCircuit(circuit: Circuit): string {
  return circuit.modules.map((module) => `${printModule(module).join('\n')}\n`).join('\n');
}

function printModule(module: Module): readonly string[] {
  const ports = module.ports.map(printPort);
  if (module.kind === 'memory') {
    const { depth, wordType, organisation } = module;
    const policy = 'readDuringWrite' in module ? `, ${module.readDuringWrite}` : '';
    const start = module.initial ? [`initial ${module.initial.join(' ')}`] : [];
    const size = `${depth} x ${typeText(wordType)}, ${organisation}${policy}`;
    return [`memory ${module.name} ${size} {`, ...indent([...ports, ...start]), '}'];
  }
  if (module.kind === 'external') {
    const parameters = module.parameters.map(({ name, value }) => `${name} = ${value}`).join(', ');
    return [`external ${module.name} ${module.moduleName} (${parameters}) {`, ...indent(ports), '}'];
  }
  const shared = sharedParts(module);
  const text = printer(module, shared);
  const parameters = module.parameters.map(({ name, value }) => `${name} = ${value}`).join(', ');
  const lines = [
    ...ports,
    ...module.instances.map(printInstance),
    ...[...shared].map(([part, name]) => `${name}: ${typeText(part.type)} = ${text.whole(part)}`),
    ...module.signals.map((signal) => printSignal(signal, text.use)),
    ...printStatements(module.statements, text.use),
    ...(module.properties ?? []).map((property) => printProperty(property, text.use)),
  ];
  return [`module ${module.name}${parameters ? ` (${parameters})` : ''} {`, ...indent(lines), '}'];
}

function printPort(port: Port): string {
  const type = port.kind === 'input' && port.role ? port.role : declaredText(port);
  return `${port.kind} ${port.name}: ${type}`;
}

function printInstance({ name, module, array, clocking = new Map() }: Instance): string {
  const place = array ? ` (${array.name}[${array.index.join('][')}] of [${array.size.join('][')}])` : '';
  const clocks = [...clocking].map(([own, { name: parents }]) => `${own} = ${parents}`);
  return `instance ${name}: ${module.name}${place}${clocks.length > 0 ? ` at ${clocks.join(', ')}` : ''}`;
}

function printProperty({ kind, name, clock, reset, enable, condition, message }: Property, text: Text): string {
  const words = message.map((part) => (typeof part === 'string' ? part : `{${part.radix} ${text(part.value)}}`));
  const off = reset ? ` unless ${reset.name}` : '';
  return `${kind} ${name} at ${clock.name}${off} when ${text(enable)}: ${text(condition)} "${words.join('')}"`;
}

function printSignal(signal: Wire | Node | Register, text: Text): string {
  const declaration = `${signal.kind} ${signal.name}: ${declaredText(signal)}`;
  if (signal.kind === 'node') return `${declaration} = ${text(signal.value)}`;
  if (signal.kind === 'wire') return declaration;
  const { clock, reset } = signal;
  const resetText = reset ? `, ${text(reset.value)} at ${reset.signal.name}` : '';
  return `${declaration} at ${clock.name}${resetText}${signal.crossing ? ', crossing' : ''}`;
}

function printStatements(statements: readonly Statement[], text: Text): readonly string[] {
  return statements.flatMap((statement) => printStatement(statement, text));
}

function printStatement(statement: Statement, text: Text): readonly string[] {
  switch (statement.kind) {
    case 'connect':
      return [`${printTarget(statement.target, text)} := ${text(statement.value)}`];
    case 'when': {
      const { condition, then, otherwise } = statement;
      const head = [`when ${text(condition)} {`, ...indent(printStatements(then, text))];
      if (otherwise.length === 0) return [...head, '}'];
      return [...head, '} otherwise {', ...indent(printStatements(otherwise, text)), '}'];
    }
    case 'switch': {
      const { selector, cases, fallback } = statement;
      const lines = cases.flatMap(({ values, body }) => block(`${values.map(text).join(', ')} `, body, text));
      const last = fallback ? block('otherwise ', fallback, text) : [];
      return [`switch ${text(selector)} {`, ...indent([...lines, ...last]), '}'];
    }
  }
}

function block(head: string, body: readonly Statement[], text: Text): readonly string[] {
  return body.length === 0 ? [`${head}{}`] : [`${head}{`, ...indent(printStatements(body, text)), '}'];
}

function printTarget({ signal, range, element }: Target, text: Text): string {
  const name = signal.kind === 'instanceInput' ? `${signal.instance.name}.${signal.name}` : signal.name;
  if (range) return `${name}[${range.high === range.low ? '' : `${range.high}:`}${range.low}]`;
  return element ? `${name}.element(${text(element.index)}, ${element.width})` : name;
}

const indent = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** The roots of all expressions of a module, in the order in which they are printed. */
function rootsOf(module: LogicModule): readonly Expression[] {
  const roots: Expression[] = module.signals.flatMap((signal) => (signal.kind === 'node' ? [signal.value] : []));
  forEachRoot(module.statements, (root) => roots.push(root));
  for (const property of module.properties ?? []) roots.push(...propertyRoots(property));
  return roots;
}

/** Operators that more than one expression uses, with the names that stand for them; operands before their users. */
function sharedParts(module: LogicModule): ReadonlyMap<Expression, string> {
  const users = new Map<Expression, number>();
  const use = (expression: Expression): void => {
    users.set(expression, (users.get(expression) ?? 0) + 1);
  };
  const seen = new Set<Expression>();
  const inOrder: Expression[] = [];
  for (const root of rootsOf(module)) {
    use(root);
    forEachExpression(root, seen, (expression) => {
      inOrder.push(expression);
      children(expression).forEach(use);
    });
  }
  const shared = inOrder.filter((expression) => children(expression).length > 0 && users.get(expression)! > 1);
  return new Map(shared.map((expression, position) => [expression, `%${position}`]));
}

function printer(module: LogicModule, shared: ReadonlyMap<Expression, string>): { use: Text; whole: Text } {
  const texts = new Map<Expression, string>();
  const seen = new Set<Expression>();
  const use: Text = (expression) =>
    shared.get(expression) ?? texts.get(expression) ?? operatorText(expression, [], true);
  for (const root of rootsOf(module)) {
    forEachExpression(root, seen, (expression) => {
      texts.set(expression, operatorText(expression, children(expression).map(use), true));
    });
  }
  const whole: Text = (expression) => texts.get(expression)!;
  return { use, whole };
}
