import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit, InputPort, LogicModule, Property } from '../../generators/circuit/types.ts';
import { checkModels, runnable } from '../engine/models.ts';
import { chosenClocks } from '../stimulus.ts';
import { lowerCircuit } from './lower-circuit.ts';
import { observedWire } from './lower-observer.ts';
import { elaborateObserver, type Observer, type ObserverBody } from './observer.ts';

/** A property of one instance, under its name in the flat design. */
export interface FlatProperty {
  readonly name: string;
  readonly property: Property;
}

/** A design with its properties as yosys reads it. */
export interface ProofDesign {
  readonly circuit: Circuit;
  readonly observer?: Observer;
  /** All properties but prints, the observer's last. */
  readonly properties: readonly FlatProperty[];
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Commands of yosys that leave one flat module, with the observer's inputs connected. */
  readonly read: readonly string[];
  /** Wires behind the values that a proof chooses for the observer, by the observer's ports. */
  readonly chosen: ReadonlyMap<string, InputPort>;
}

const observerPrefix = 'Observer$';

/**
 * @param resets whether resets may be active again behind the first cycle
 * @throws BurinError for an unsound circuit, B110 for an external module without a model, B544 for what an observer
 * cannot observe
 */
export function proofDesign(circuit: Circuit, resets: 'once' | 'any', body?: ObserverBody): ProofDesign {
  requireSound(circuit);
  checkModels(circuit);
  const observer = body && elaborateObserver(circuit, body);
  const listed = [
    ...flatProperties(circuit.top, ''),
    ...(observer ? flatProperties(observer.circuit.top, `${observer.name}.`) : []),
  ];
  const common = {
    clocksAreInputs: chosenClocks(circuit).length > 0,
    startsAtZero: true,
    // Where nothing is assumed, a clock may as well rise in any step, and what holds in all steps is easier to prove.
    properties: { resets, assertsAlways: listed.every(({ property }) => property.kind !== 'assume') },
  };
  const lowered = observer && {
    moduleName: observerPrefix + observer.circuit.top.name,
    instanceName: observer.name,
    top: observer.circuit.top,
  };
  const design = lowerCircuit(circuit, { ...common, ...(lowered ? { observer: lowered } : {}) });
  const files = [
    ...(observer
      ? [
          {
            name: 'observer.il',
            text: lowerCircuit(observer.circuit, { ...common, isPart: true, prefix: observerPrefix }),
          },
        ]
      : []),
    { name: 'design.il', text: design },
  ];
  const connections = [...(observer?.observed ?? [])].map(
    ([port, signal]) => `connect -nounset -set \\${observedWire(observer!.name, port)} \\${signal}`,
  );
  return {
    circuit,
    ...(observer ? { observer } : {}),
    properties: listed,
    files,
    chosen: new Map(observer?.chosen.map((port) => [observedWire(observer.name, port.name), port])),
    read: [
      ...files.map(({ name }) => `read_rtlil ${name}`),
      `hierarchy -check -top ${circuit.top.name}`,
      'flatten',
      ...connections,
      'opt_expr',
      'opt_merge',
      'opt_clean',
    ],
  };
}

function flatProperties(module: LogicModule, path: string): readonly FlatProperty[] {
  const own = (module.properties ?? []).filter(({ kind }) => kind !== 'print');
  return [
    ...own.map((property) => ({ name: path + property.name, property })),
    ...module.instances.flatMap((instance) => {
      const inner = runnable(instance.module);
      return inner.kind === 'logic' ? flatProperties(inner, `${path}${instance.name}.`) : [];
    }),
  ];
}
