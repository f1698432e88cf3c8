import type { Circuit } from '../../../generators/circuit/types.ts';
import { codeName, keepCode, keptCode } from '../code-cache/code-cache.ts';
import { flatten } from '../flatten/flatten.ts';
import type { Netlist } from '../flatten/netlist.ts';
import { describeNetlist } from './description.ts';
import { type Layout, layOut } from './layout.ts';
import { compileStep, type StepModule } from './step-module.ts';
import { watchOf } from './watch.ts';
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

/** Fewer words than this are compiled sooner than their code is found. */
const fewestKept = 800;
/** Milliseconds; what is compiled in less, as by a process that has compiled much, is not worth a file. */
const shortestKept = 25;

function compile(circuit: Circuit, withProperties: boolean): CompiledCircuit {
  const netlist = flatten(circuit, { withProperties });
  const layout = layOut(netlist);
  const step = netlist.graph.words.length < fewestKept ? compileStep(netlist, layout) : keptStep(netlist, layout);
  return { netlist, layout, step, module: new WebAssembly.Module(step.bytes) };
}

/** The step as it was compiled for an equal netlist before, by whatever process; compiled and kept where there is none. */
function keptStep(netlist: Netlist, layout: Layout): StepModule {
  const name = codeName(describeNetlist(netlist, layout));
  const kept = keptCode(name);
  if (kept) {
    const [end, stops] = new Uint32Array(kept.slice(0, 8).buffer) as unknown as [number, number];
    const watch = watchOf(netlist, layout.end);
    return { bytes: kept.slice(8), end, stops: stops === 1, ...(watch ? { watch } : {}) };
  }
  const start = performance.now();
  const step = compileStep(netlist, layout);
  if (performance.now() - start < shortestKept) return step;
  const content = new Uint8Array(8 + step.bytes.length);
  content.set(new Uint8Array(Uint32Array.of(step.end, step.stops ? 1 : 0).buffer));
  content.set(step.bytes, 8);
  keepCode(name, content);
  return step;
}
