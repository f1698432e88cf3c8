import type { Circuit } from '../../../generators/circuit/types.ts';
import { flatten } from '../flatten/flatten.ts';
import type { Netlist } from '../flatten/netlist.ts';
import { type Layout, layOut } from './layout.ts';
import { compileStep, type StepModule } from './step-module.ts';
import { type Module, WebAssembly } from './web-assembly.ts';

/** A circuit as it is executed, without any state: any number of simulators share it. */
export interface CompiledCircuit {
  readonly netlist: Netlist;
  readonly layout: Layout;
  readonly step: StepModule;
  readonly module: Module;
}

interface Variants {
  plain?: CompiledCircuit;
  withProperties?: CompiledCircuit;
}

/** Circuits never change, so what was compiled holds as long as they are there. */
const known = new WeakMap<Circuit, Variants>();

/** The circuit's code, which is made once for each circuit. */
export function compiledCircuit(circuit: Circuit, { withProperties }: { readonly withProperties: boolean }) {
  let variants = known.get(circuit);
  if (!variants) {
    variants = {};
    known.set(circuit, variants);
  }
  const variant = withProperties ? 'withProperties' : 'plain';
  variants[variant] ??= compile(circuit, withProperties);
  return variants[variant];
}

function compile(circuit: Circuit, withProperties: boolean): CompiledCircuit {
  const netlist = flatten(circuit, { withProperties });
  const layout = layOut(netlist);
  const step = compileStep(netlist, layout);
  return { netlist, layout, step, module: new WebAssembly.Module(step.bytes) };
}
