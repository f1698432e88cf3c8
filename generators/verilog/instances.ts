import { clockingOf } from '../circuit/clocking.ts';
import type {
  Assignable,
  Expression,
  Instance,
  InstanceInput,
  LogicModule,
  Port,
  Signal,
  SourceLocation,
} from '../circuit/types.ts';
import { type ArrayGroup, printAffine, unify } from './arrays.ts';
import { checkedAttributes } from './attributes.ts';
import { assemble } from './continuous.ts';
import { printParameter } from './external.ts';
import type { LogicContext } from './logic.ts';
import type { Nets } from './nets.ts';
import { isActiveLow, portName } from './port-names.ts';
import { printRoot } from './roots.ts';
import { joinParts } from './selections.ts';
import { type Connection, type InstanceItem, type Item, identifier, type VerilogExpression } from './tree.ts';
import type { Readings } from './unused.ts';

export interface PrintedInstances {
  readonly blocks: readonly { readonly location: SourceLocation; readonly print: () => readonly Item[] }[];
  /** Whether the instance's own printing deals with what drives this input. */
  readonly inlines: (signal: Assignable) => boolean;
}

export function printInstances(
  module: LogicModule,
  nets: Nets,
  logic: LogicContext,
  readings: Readings,
): PrintedInstances {
  const context: Context = { ...logic, module, nets, readings, loopVariables: [] };
  const instanceNames = new Map<Instance, string>();
  const groupOf = new Map(nets.arrays.flatMap((group) => group.elements.map((element) => [element, group] as const)));
  const arrayNames = new Map(nets.arrays.map((group) => [group, instanceName(group.name, group.elements[0]!, logic)]));
  for (const instance of module.instances)
    if (!groupOf.has(instance)) instanceNames.set(instance, instanceName(instance.name, instance, logic));
  const begun = new Set<ArrayGroup>();
  const blocks: PrintedInstances['blocks'][number][] = [];
  for (const instance of module.instances) {
    const { location } = instance;
    const group = groupOf.get(instance);
    if (!group) {
      blocks.push({ location, print: () => printInstance(instance, instanceNames.get(instance)!, context) });
    } else if (!begun.has(group)) {
      begun.add(group);
      blocks.push({ location, print: () => printArray(group, arrayNames.get(group)!, context) });
    }
  }
  return { blocks, inlines: (signal) => isContinuous(signal, nets) && signal.kind === 'instanceInput' };
}

interface Context extends LogicContext {
  readonly module: LogicModule;
  readonly nets: Nets;
  readonly readings: Readings;
  /** By the dimension, as far as they were needed. */
  readonly loopVariables: string[];
}

/** Linters take a name inside a module for one that hides an instance of that name around it. */
function instanceName(wanted: string, { module }: Instance, { names, innerNames }: LogicContext): string {
  const inner = module.kind === 'external' ? module.ports.some(({ name }) => name === wanted) : false;
  const hidden = inner || innerNames.get(module)?.isTaken(wanted);
  return names.takeSource(hidden ? `${wanted}_instance` : wanted);
}

function isContinuous(signal: Assignable, { facts }: Nets): boolean {
  const list = facts.connects.get(signal);
  return list?.every(({ connect, conditional }) => !conditional && !connect.target.element) ?? false;
}

function printInstance(instance: Instance, name: string, context: Context): readonly Item[] {
  const { nets, readings } = context;
  const extra: Item[] = [];
  const connections = instance.module.ports.map((port): Connection => {
    if (port.kind === 'output') {
      return {
        port: portName(port, instance.module, context.style),
        value: identifier(nets.place(instance.outputs.get(port.name)!).name),
      };
    }
    const value = inputValue(instance, port, context, extra);
    readings.read(value);
    return { port: portName(port, instance.module, context.style), value };
  });
  const item: InstanceItem = { ...instanceItem(instance), name, connections };
  return [...nets.takePending(), ...extra, item];
}

/** All of the printed instance but its name and connections. */
function instanceItem({ module, attributes, name, location }: Instance) {
  const given = checkedAttributes(attributes, `instance ${name}`, location);
  if (module.kind !== 'external') return { kind: 'instance', module: module.name, attributes: given } as const;
  const parameters = module.parameters.map((parameter) => ({
    name: parameter.name,
    value: printParameter(parameter.value),
  }));
  return { kind: 'instance', module: module.moduleName, attributes: given, parameters } as const;
}

/** What an input is connected to: its expression where that is a mere selection, else a wire named after the input. */
function inputValue(
  instance: Instance,
  port: Port & { kind: 'input' },
  { module, nets, portNames, style }: Context,
  extra: Item[],
): VerilogExpression {
  if (port.role) {
    const own = clockingOf(instance, module).get(port.name);
    if (!own) throw new Error(`module '${module.name}' has no ${port.role} for instance '${instance.name}'`);
    const wire = identifier(portNames.get(own)!);
    const inverted = isActiveLow(own, module, style) !== isActiveLow(port, instance.module, style);
    return inverted ? { kind: 'prefix', operator: '!', operand: wire } : wire;
  }
  const input = instance.inputs.get(port.name)!;
  if (!isContinuous(input, nets)) return identifier(nets.targetName(input));
  const pieces = assemble(nets.facts.connects.get(input)!.map(({ connect }) => connect));
  const [piece] = pieces;
  const whole = pieces.length === 1 && !isPartial(piece!.target.range, input) ? piece!.value : undefined;
  const wanted = `${instance.name}_${input.name}`;
  if (whole && isSelection(whole, nets)) return printRoot(whole, input.type.width, nets.scope(wanted));
  const name = nets.targetName(input);
  for (const { target, value } of pieces) {
    const range = isPartial(target.range, input) ? target.range : undefined;
    const width = range ? range.high - range.low + 1 : input.type.width;
    const printed = printRoot(value, width, nets.scope(name));
    const left: VerilogExpression = range ? { kind: 'select', name, ...range } : identifier(name);
    extra.push(...nets.takePending(), { kind: 'assign', target: left, value: printed });
  }
  return identifier(name);
}

/** What the input is connected to in each element. What many take, a signal or the same part of one, is printed once. */
function elementValues(
  elements: readonly Instance[],
  port: Port & { kind: 'input' },
  context: Context,
  extra: Item[],
): readonly VerilogExpression[] {
  if (port.role) {
    const value = inputValue(elements[0]!, port, context, extra);
    return elements.map(() => value);
  }
  const { connects } = context.nets.facts;
  const known = new Map<Signal, Map<number, VerilogExpression>>();
  return elements.map((element) => {
    const [only, another] = connects.get(element.inputs.get(port.name)!) ?? [];
    const isWhole = only && !another && !only.conditional && !only.connect.target.range && !only.connect.target.element;
    const part = isWhole && partOfSignal(only.connect.value);
    if (!part) return inputValue(element, port, context, extra);
    let ofSignal = known.get(part.signal);
    if (!ofSignal) {
      ofSignal = new Map();
      known.set(part.signal, ofSignal);
    }
    let value = ofSignal.get(part.key);
    if (!value) {
      value = inputValue(element, port, context, extra);
      ofSignal.set(part.key, value);
    }
    return value;
  });
}

/** The signal that an expression selects from; of two parts of one signal and type, equal keys tell equal ones. */
function partOfSignal(expression: Expression): { readonly signal: Signal; readonly key: number } | undefined {
  const isConverted = expression.kind === 'convert';
  const inner = isConverted ? expression.operand : expression;
  if (inner.kind === 'reference') return { signal: inner.signal, key: isConverted ? -2 : -1 };
  if (inner.kind !== 'slice' || inner.operand.kind !== 'reference') return undefined;
  const place = inner.low * 2 ** 21 + (inner.high - inner.low);
  return { signal: inner.operand.signal, key: place * 2 + Number(isConverted) };
}

function isPartial(range: { readonly high: number; readonly low: number } | undefined, input: InstanceInput) {
  return range !== undefined && range.high - range.low + 1 < input.type.width;
}

/** References, constants, and selections and concatenations of these. */
function isSelection(expression: Expression, nets: Nets): boolean {
  if (nets.facts.shared.has(expression)) return true;
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return true;
    case 'slice':
    case 'convert':
      return isSelection(expression.operand, nets);
    case 'concatenate':
      return expression.parts.every((part) => isSelection(part, nets));
  }
  return false;
}

/** Every loop has its own variable, so all may bear one name: a new array leaves the others as they are. */
function loopVariable(dimension: number, { names, loopVariables }: Context): string {
  loopVariables[dimension] ??= names.take('ijklmn'[dimension] ?? `index_${dimension}`);
  return loopVariables[dimension];
}

/** A loop over the elements. Inputs that do not follow the index are gathered in a vector that does. */
function printArray(group: ArrayGroup, name: string, context: Context): readonly Item[] {
  const { nets, names, readings } = context;
  const { elements, size } = group;
  const [instance] = elements as readonly [Instance];
  const { module } = instance;
  const variables = size.map((_, dimension) => loopVariable(dimension, context));
  const suffixes = size.length === 1 ? [''] : size.length === 2 ? ['_row', '_column'] : size.map((_, at) => `_${at}`);
  const labels = suffixes.map((suffix) => names.take(`gen_${name}${suffix}`));
  const extra: Item[] = [];
  const steps = size.map((_, dimension) => size.slice(dimension + 1).reduce((product, extent) => product * extent, 1));
  const element = (net: string, width: number): VerilogExpression => ({
    kind: 'indexedSelect',
    name: net,
    width,
    offset: printAffine({ base: 0, strides: steps.map((step) => step * width) }, variables),
  });
  const connections = module.ports.map((port): Connection => {
    const { width } = port.type;
    if (port.kind === 'output')
      return {
        port: portName(port, instance.module, context.style),
        value: element(nets.place(instance.outputs.get(port.name)!).name, width),
      };
    const values = elementValues(elements, port, context, extra);
    for (const value of new Set(values)) readings.read(value);
    const unified = unify(values, size, variables);
    if (unified) return { port: portName(port, instance.module, context.style), value: unified };
    const flat = nets.declare(`${name}_${port.name}`, { width: width * elements.length, signed: false });
    const parts = joinParts([...values].reverse());
    const joined: VerilogExpression = parts.length === 1 ? parts[0]! : { kind: 'concatenation', parts };
    extra.push(...nets.takePending(), { kind: 'assign', target: identifier(flat), value: joined });
    readings.read(identifier(flat));
    return { port: portName(port, instance.module, context.style), value: element(flat, width) };
  });
  const item: Item = { ...instanceItem(instance), name, connections };
  const loop = size.reduceRight<Item>(
    (body, count, dimension) => ({
      kind: 'loop',
      variable: variables[dimension]!,
      count,
      label: labels[dimension]!,
      items: [body],
    }),
    item,
  );
  return [...nets.takePending(), ...extra, loop];
}
