import type { Assignable, BitType, Expression, InstanceOutput, LogicModule, Node, Signal } from '../circuit/types.ts';
import { type ArrayGroup, findArrays } from './arrays.ts';
import { isRipple } from './drivers.ts';
import { type Enumerations, planEnumerations } from './enumerations.ts';
import { createHoists, type Hoists } from './hoists.ts';
import type { LogicContext } from './logic.ts';
import { collectFacts, type ModuleFacts } from './module-facts.ts';
import type { Names } from './names.ts';
import type { Place } from './scope.ts';
import { wordRegisters } from './word-registers.ts';

/** Verilator takes a vector whose parts depend on its other parts for a loop, unless it may split it. */
const splitComment = 'verilator split_var';

/** The nets of a module: which net each signal is, and those that printing adds. */
export interface Nets extends Omit<Hoists, 'add' | 'hoisted'> {
  readonly facts: ModuleFacts;
  readonly arrays: readonly ArrayGroup[];
  readonly enumerations: Enumerations;
  readonly place: (signal: Signal) => Place;
  readonly targetName: (signal: Assignable | Node) => string;
  /** Whether an instance drives the signal's net directly. */
  readonly isDirect: (signal: Assignable | Node) => boolean;
  /** Hoists of their own for text that may be left out: they reuse these nets, and add none to them. */
  readonly layerHoists: (names: Names, isShared: (expression: Expression) => boolean) => Hoists;
}

/** `watched`: nodes that are named here but declared elsewhere, being no part of `module`. */
export function createNets(module: LogicModule, watched: readonly Node[], context: LogicContext): Nets {
  const { names, portNames, attributesOf, style } = context;
  const facts = collectFacts(module);
  const arrays = findArrays(module);
  const places = new Map<Signal | Assignable, Place>();
  const words: ReadonlyMap<Signal, number> = wordRegisters({ ...module, signals: [...module.signals, ...watched] });
  const direct = new Set<Assignable | Node>(facts.direct.values());

  const put = (signal: Signal | Assignable, name: string, type: BitType = signal.type, low = 0) =>
    places.set(signal, { name, low, netWidth: type.width, signed: type.signed });
  const place = (signal: Signal): Place => {
    const found = places.get(signal);
    if (!found) throw new Error(`'${signal.name}' is no signal of module '${module.name}'`);
    return found;
  };

  for (const port of module.ports) put(port, portNames.get(port)!);
  for (const signal of [...module.signals, ...watched]) put(signal, names.takeSource(signal.name));
  for (const [register, count] of words)
    places.set(register, { ...place(register), wordWidth: register.type.width / count });
  const enumerations = planEnumerations(module, facts, names);
  const isShared = (expression: Expression) => facts.shared.has(expression);
  const { wideChoice } = style.dialect;
  const hoists = createHoists({ names, enumerations, place, isShared, wideChoice });
  for (const signal of module.signals) {
    const { width, signed } = signal.type;
    const enumeration = enumerations.typeOfSignal(signal);
    const count = words.get(signal);
    hoists.add({
      kind: 'declaration',
      name: place(signal).name,
      type: { width: width / (count ?? 1), signed, ...(enumeration ? { enumeration } : {}) },
      ...(count === undefined ? {} : { words: count }),
      attributes: attributesOf(signal),
      comments: [
        ...(signal.keep && style.dialect.keepComment ? [style.dialect.keepComment] : []),
        ...(signal.kind === 'wire' && isRipple(signal, facts) ? [splitComment] : []),
      ],
    });
  }
  placeOutputs();

  function placeOutputs() {
    const inArrays = new Set(arrays.flatMap(({ elements }) => elements));
    for (const { name, elements } of arrays) {
      for (const [port, { type }] of elements[0]!.outputs) {
        const outputs = elements.map((element) => element.outputs.get(port)!);
        const read = outputs.some((output) => facts.reads.has(output));
        const flat = { width: type.width * elements.length, signed: false };
        const net = hoists.declare(`${read ? '' : 'unused_'}${name}_${port}`, flat);
        for (const [position, output] of outputs.entries()) put(output, net, flat, position * type.width);
      }
    }
    for (const instance of module.instances) {
      if (inArrays.has(instance)) continue;
      for (const output of instance.outputs.values()) placeOutput(output);
    }
  }

  function placeOutput(output: InstanceOutput) {
    const holder = facts.direct.get(output);
    if (holder) places.set(output, places.get(holder)!);
    else {
      const used = facts.reads.has(output) ? '' : 'unused_';
      put(output, hoists.declare(`${used}${output.instance.name}_${output.name}`, output.type));
    }
  }

  return {
    ...hoists,
    facts,
    arrays,
    enumerations,
    place,
    isDirect: (signal) => direct.has(signal),
    targetName(signal) {
      const found = places.get(signal);
      if (found) return found.name;
      if (signal.kind !== 'instanceInput') throw new Error(`'${signal.name}' is no signal of '${module.name}'`);
      const name = hoists.declare(`${signal.instance.name}_${signal.name}`, signal.type);
      put(signal, name);
      return name;
    },
    layerHoists: (layerNames, isSharedInLayer) =>
      createHoists({
        names: layerNames,
        enumerations: { memberName: enumerations.memberName, typeOfExpression: () => undefined },
        place,
        isShared: (expression) => isShared(expression) || isSharedInLayer(expression),
        wideChoice,
        known: hoists.hoisted,
      }),
  };
}
