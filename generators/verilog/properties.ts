import type { InputPort, LogicModule, Node, Property } from '../circuit/types.ts';
import { constantOf } from './constants.ts';
import { printCondition } from './expressions.ts';
import type { Hoists } from './hoists.ts';
import type { LogicContext } from './logic.ts';
import { formatMessage } from './messages.ts';
import { sharedExpressions } from './module-facts.ts';
import type { Nets } from './nets.ts';
import { isActiveLow } from './port-names.ts';
import { printRoot } from './roots.ts';
import { sourcePlace } from './source-place.ts';
import { type Item, identifier, type VerilogExpression, type VerilogStatement } from './tree.ts';
import { createReadings, readItems } from './unused.ts';
import { expressionsOf } from './watched-nodes.ts';

/**
 * The properties of a module as one item apart from the hardware: a net for each condition, under the property's name,
 * and a process for each clock that looks at them, once for solvers and once for simulators. Nothing where there is none.
 */
export function printProperties(
  module: LogicModule,
  watched: readonly Node[],
  propertyNames: ReadonlyMap<Property, string>,
  nets: Nets,
  context: LogicContext,
): readonly Item[] {
  const { properties = [] } = module;
  if (properties.length === 0) return [];
  const roots = [...watched.map(({ value }) => value), ...properties.flatMap(expressionsOf)];
  const shared = sharedExpressions(roots);
  const names = context.names.branch();
  const hoists = nets.layerHoists(names, (expression) => shared.has(expression));
  const layer: Layer = {
    module,
    nets,
    hoists,
    context,
    nameOf: (property) => propertyNames.get(property)!,
    running: new Map(),
  };
  const assigns = [
    ...watched.flatMap((node) => printNamed(nets.place(node).name, node.value, hoists, node.type)),
    ...properties.flatMap((property) =>
      property.kind === 'print' ? [] : printNamed(layer.nameOf(property), property.condition, hoists, bit),
    ),
  ];
  const solvers = printProcesses(properties, layer, (property) => printCheck(property, layer));
  const simulators = printProcesses(properties, layer, (property) => printWatch(property, layer));
  const running = [...layer.running].map(
    ([reset, name]): Item => ({ kind: 'assign', target: identifier(name), value: identifier(nets.place(reset).name) }),
  );
  const items = [...running, ...assigns, ...hoists.takePending()];
  const declared = hoists.declarations();
  const unread = [solvers, simulators].flatMap((processes) => {
    const readings = createReadings();
    readItems([...items, ...processes], readings);
    return declared.flatMap(({ name, type }) => readings.unread(name, type));
  });
  const unused: Item = { kind: 'unused', name: names.take('unused_property'), values: distinct(unread) };
  return [
    {
      kind: 'layer',
      items: [...hoists.constants(), ...declared, ...items, ...(unread.length > 0 ? [unused] : [])],
      solvers,
      simulators,
    },
  ];
}

interface Layer {
  readonly module: LogicModule;
  readonly nets: Nets;
  readonly hoists: Hoists;
  readonly context: LogicContext;
  readonly nameOf: (property: Property) => string;
  /** Nets that are 1 while an asynchronous reset is inactive, as far as they were needed. */
  readonly running: Map<InputPort, string>;
}

const bit = { width: 1, signed: false };

function printNamed(name: string, value: Property['condition'], hoists: Hoists, type: typeof bit): readonly Item[] {
  hoists.add({ kind: 'declaration', name, type: { width: type.width, signed: type.signed } });
  const printed = printRoot(value, type.width, hoists.scope(name));
  return [...hoists.takePending(), { kind: 'assign', target: identifier(name), value: printed }];
}

/** One process for each clock; neighbours under one guard stand in one `if`. */
function printProcesses(
  properties: readonly Property[],
  layer: Layer,
  print: (property: Property) => VerilogStatement | undefined,
): readonly Item[] {
  const clocks = [...new Set(properties.map(({ clock }) => clock))];
  return clocks.flatMap((clock): readonly Item[] => {
    const body: VerilogStatement[] = [];
    let previous = '';
    for (const property of properties) {
      if (property.clock !== clock) continue;
      const statement = print(property);
      if (!statement) continue;
      const condition = printGuard(property, layer);
      const key = JSON.stringify(condition ?? '', (_, value) => (typeof value === 'bigint' ? `${value}` : value));
      const last = body.at(-1);
      if (condition === undefined) body.push(statement);
      else if (last?.kind === 'if' && key === previous)
        body[body.length - 1] = { ...last, then: [...last.then, statement] };
      else body.push({ kind: 'if', condition, then: [statement], otherwise: [] });
      previous = key;
    }
    return body.length === 0 ? [] : [{ kind: 'watch', events: `posedge ${layer.nets.place(clock).name}`, body }];
  });
}

function printGuard(property: Property, layer: Layer): VerilogExpression | undefined {
  const { reset, enable } = property;
  const running = reset && printInactive(reset, layer);
  if (constantOf(enable) === 1n) return running;
  const condition = printCondition(enable, layer.hoists.scope(`${layer.nameOf(property)}_enable`));
  return running ? { kind: 'infix', operator: '&&', left: running, right: condition } : condition;
}

/** A net of its own for an asynchronous reset: linters complain of one that is also read at a clock edge. */
function printInactive(reset: InputPort, { module, nets, hoists, context, running }: Layer): VerilogExpression {
  const { name } = nets.place(reset);
  if (!isActiveLow(reset, module, context.style)) return { kind: 'prefix', operator: '!', operand: identifier(name) };
  const known = running.get(reset) ?? hoists.declare(`${reset.name}_inactive`, bit);
  running.set(reset, known);
  return identifier(known);
}

/** What solvers take. */
function printCheck(property: Property, { nameOf, context }: Layer): VerilogStatement | undefined {
  const { kind } = property;
  if (kind === 'print') return undefined;
  const name = nameOf(property);
  const label = context.style.dialect.labelledAssertions ? { label: `check_${name}` } : {};
  return { kind: 'check', check: kind, condition: identifier(name), ...label };
}

/** What simulators do: a violation ends the simulation and says which property it was, and where it stands. */
function printWatch(property: Property, layer: Layer): VerilogStatement {
  const { kind, condition, location, message } = property;
  const name = layer.nameOf(property);
  const { hoists, context } = layer;
  if (kind === 'cover') return { kind: 'check', check: 'cover', condition: identifier(name) };
  const text = formatMessage(message, hoists.scope(name));
  if (kind === 'print') {
    const display: VerilogStatement = { kind: 'task', name: '$display', ...text };
    if (constantOf(condition) === 1n) return display;
    return { kind: 'if', condition: printCondition(condition, hoists.scope(name)), then: [display], otherwise: [] };
  }
  const place = sourcePlace(location, context.style).replaceAll('%', '%%');
  const format = `${place}: ${property.name} violated${text.format === '' ? '' : `: ${text.format}`}`;
  const violated: VerilogExpression = { kind: 'prefix', operator: '!', operand: identifier(name) };
  const fatal: VerilogStatement = { kind: 'task', name: '$fatal', format, values: text.values };
  return { kind: 'if', condition: violated, then: [fatal], otherwise: [] };
}

function distinct(expressions: readonly VerilogExpression[]): readonly VerilogExpression[] {
  return [...new Map(expressions.map((expression) => [JSON.stringify(expression), expression])).values()];
}
