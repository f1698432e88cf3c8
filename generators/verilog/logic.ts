import type { Assignable, InputPort, LogicModule, Module, Node, Port, Register, Statement } from '../circuit/types.ts';
import type { AttributesOf } from './attributes.ts';
import { assemble, piecesOf } from './continuous.ts';
import { type Driver, isRipple, planDrivers, readsAny } from './drivers.ts';
import { printExact } from './expressions.ts';
import { printInstances } from './instances.ts';
import type { Names } from './names.ts';
import { createNets, type Nets } from './nets.ts';
import type { Style } from './options.ts';
import { chooseKeywords } from './process-keyword.ts';
import { printProperties } from './properties.ts';
import { printRoot } from './roots.ts';
import { printStatements, rangeOf } from './statements.ts';
import { type Declaration, type Item, identifier, type VerilogExpression, type VerilogStatement } from './tree.ts';
import { createReadings, type Readings, readItems } from './unused.ts';
import { separateWatched } from './watched-nodes.ts';

export interface LogicContext {
  readonly names: Names;
  readonly portNames: ReadonlyMap<Port, string>;
  readonly style: Style;
  readonly innerNames: ReadonlyMap<Module, Names>;
  readonly attributesOf: AttributesOf;
}

/** Types and constants first, then all nets, then what drives them in the order of the source. */
export function printLogic(whole: LogicModule, context: LogicContext): readonly Item[] {
  const { names, portNames, style } = context;
  const { hardware: module, watched } = separateWatched(whole);
  const nets = createNets(module, watched, context);
  const readings = createReadings();
  const instances = printInstances(module, nets, context, readings);
  // Taken even where they are left out, so that the hardware is the same text.
  const propertyNames = new Map(module.properties?.map((property) => [property, names.takeSource(property.name)]));
  const blocks = inSourceOrder([
    module.signals.flatMap((signal) =>
      signal.kind === 'node' && !nets.isDirect(signal)
        ? [{ line: lineOf(module, signal.location), print: () => printNode(signal, nets) }]
        : [],
    ),
    planDrivers(module, nets.facts)
      .filter(
        (driver) => driver.kind !== 'continuous' || !(nets.isDirect(driver.signal) || instances.inlines(driver.signal)),
      )
      .map((driver) => ({
        line: lineOf(module, firstLocation(driver)),
        print: () => printDriver(driver, nets, portNames, style),
      })),
    instances.blocks.map(({ location, print }) => ({ line: lineOf(module, location), print })),
  ]);
  const items = blocks.flatMap((print) => {
    const printed = print();
    return [...nets.takePending(), ...printed];
  });
  readItems(items, readings);
  const declared = nets.declarations();
  const inputs = module.ports.filter((port) => port.kind === 'input');
  const unread = [
    ...inputs.map((port) => ({ name: portNames.get(port)!, type: port.type })),
    ...declared.filter(({ name }) => !name.includes('unused')),
  ].flatMap((net) => ('words' in net ? unreadWords(net, readings) : readings.unread(net.name, net.type)));
  const unused = unread.length > 0 ? [{ kind: 'unused' as const, name: names.take('unused'), values: unread }] : [];
  const hardware = [...nets.enumerations.items, ...nets.constants(), ...declared, ...items, ...unused];
  const layer = style.verification === 'layer' ? printProperties(module, watched, propertyNames, nets, context) : [];
  return [...chooseKeywords(hardware, style.dialect.combinational), ...layer];
}

/** An array of words that is not read has a word of it read: an array itself is no value. */
function unreadWords({ name, type }: Declaration, readings: Readings): readonly VerilogExpression[] {
  const index: VerilogExpression = { kind: 'verbatim', text: '0' };
  return readings.unread(name, type).map(() => ({ kind: 'word', name, index }));
}

interface Block {
  /** In the module's file; undefined elsewhere: the block stays behind the one before. */
  readonly line: number | undefined;
  readonly print: () => readonly Item[];
}

function lineOf(module: LogicModule, location: { readonly file: string; readonly line: number }): number | undefined {
  return location.file === module.location.file ? location.line : undefined;
}

/** Merges the lists, each in its own order, by lines of the source. */
function inSourceOrder(lists: readonly (readonly Block[])[]): readonly Block['print'][] {
  const heads = lists.map(() => 0);
  const result: Block['print'][] = [];
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  while (result.length < total) {
    let best = -1;
    for (const [list, head] of heads.entries()) {
      const block = lists[list]![head];
      if (!block) continue;
      const current = best < 0 ? undefined : lists[best]![heads[best]!]!;
      if (!current || (block.line ?? 0) < (current.line ?? 0)) best = list;
    }
    result.push(lists[best]![heads[best]!]!.print);
    heads[best]!++;
  }
  return result;
}

function firstLocation(driver: Driver): { readonly file: string; readonly line: number } {
  if (driver.kind === 'continuous') return driver.connects[0]!.location;
  return driver.statements[0]?.location ?? driver.signals[0]!.location;
}

function printNode(node: Node, nets: Nets): readonly Item[] {
  const name = nets.targetName(node);
  const value = printRoot(node.value, node.type.width, nets.scope(name));
  return [{ kind: 'assign', target: identifier(name), value }];
}

function printDriver(driver: Driver, nets: Nets, portNames: ReadonlyMap<Port, string>, style: Style): readonly Item[] {
  if (driver.kind === 'continuous') {
    const name = nets.targetName(driver.signal);
    const ripple = isRipple(driver.signal, nets.facts);
    const pieces = ripple ? piecesOf(driver.connects).toReversed() : assemble(driver.connects);
    return pieces.map(({ target, value }): Item => {
      const range = target.range ?? { high: driver.signal.type.width - 1, low: 0 };
      const width = range.high - range.low + 1;
      return { kind: 'assign', target: rangeOf(name, target), value: printRoot(value, width, nets.scope(name)) };
    });
  }
  const own = new Set(driver.signals);
  const combinational = driver.kind === 'combinational';
  const aliased = combinational && readsAny(driver.statements, own) ? own : new Set<Assignable>();
  const body = printStatements(driver.statements, {
    operator: combinational ? '=' : '<=',
    targetName: nets.targetName,
    scopeFor: (signal) =>
      nets.scope(signal ? nets.targetName(signal) : 'condition', combinational ? { aliased } : undefined),
    closesSwitches: combinational && !driver.signals.every((signal) => hasDefault(driver.statements, signal)),
  });
  if (combinational) return [{ kind: 'combinational', keyword: 'always @*', body }];
  return [clockedBlock(driver.signals as readonly Register[], body, nets, portNames, style)];
}

/** Whether the signal takes a value whatever the conditions are. */
function hasDefault(statements: readonly Statement[], signal: Assignable): boolean {
  return statements.some(
    (one) => one.kind === 'connect' && one.target.signal === signal && !one.target.range && !one.target.element,
  );
}

function clockedBlock(
  registers: readonly Register[],
  body: readonly VerilogStatement[],
  nets: Nets,
  portNames: ReadonlyMap<Port, string>,
  style: Style,
): Item {
  const { clock, reset } = registers[0]!;
  const nameOf = (port: InputPort) => portNames.get(port)!;
  const clockEvent = `posedge ${nameOf(clock)}`;
  if (!reset) return { kind: 'alwaysFf', events: clockEvent, body };
  const asynchronous = style.reset === 'asynchronous-low';
  const resetName = nameOf(reset.signal);
  const then = registers.map((register): VerilogStatement => {
    const name = nets.targetName(register);
    const { tree } = printExact(register.reset!.value, register.type.width, nets.scope(name));
    return { kind: 'assignment', operator: '<=', target: identifier(name), value: tree };
  });
  return {
    kind: 'alwaysFf',
    events: asynchronous ? `${clockEvent} or negedge ${resetName}` : clockEvent,
    body: [
      {
        kind: 'if',
        condition: asynchronous
          ? { kind: 'prefix', operator: '!', operand: identifier(resetName) }
          : identifier(resetName),
        then,
        otherwise: body,
      },
    ],
  };
}
