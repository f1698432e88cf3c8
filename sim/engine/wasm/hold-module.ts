import { emptyBlock, encodeModule, FunctionCode, numeric, op } from './encoder.ts';
import type { LinearMemory } from './linear-memory.ts';
import { type MaskedNumber, maskedNumbers, type StatePlace } from './state-places.ts';
import { runFunction, type StepExports, stoppingRunFunction } from './step-module.ts';
import { WebAssembly } from './web-assembly.ts';

/** The bits of a register or stored word that are held; `isReadData` of the output word of a memory. */
export interface HeldPlace {
  readonly place: StatePlace;
  readonly mask: bigint;
  readonly value: bigint;
  readonly isReadData: boolean;
}

/** `hold` puts the bits right; `step` and `run` do so behind each edge. */
export interface Holding extends Pick<StepExports, 'step' | 'run'> {
  hold(): void;
}

/** Takes edges as `inner` does, with bits held behind each. */
export function holdAround(
  inner: Pick<StepExports, 'step' | 'prepare'>,
  held: readonly HeldPlace[],
  stops: boolean,
  { memory }: LinearMemory,
): Holding {
  const numbers = held.flatMap(({ place, mask, value }) => maskedNumbers(place, mask, value));
  const bytes = compileHold(
    numbers,
    stops,
    held.some(({ isReadData }) => isReadData),
  );
  const host = { memory, step: inner.step, prepare: inner.prepare };
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { host }).exports as unknown as Holding;
}

/**
 * Code around another step that puts bits back behind each edge. `stops` tells whether that step may ask for the host;
 * with `prepares` the host's `prepare` follows, for what depends on a held output word of a memory.
 */
function compileHold(held: readonly MaskedNumber[], stops: boolean, prepares: boolean): Uint8Array {
  const imports = [
    { name: 'step', parameters: ['i32'] as const, returns: stops },
    { name: 'prepare', parameters: [], returns: false },
  ];
  const [innerStep, prepare, holdFunction] = [0, 1, 2];
  const hold = new FunctionCode();
  for (const { address, type, mask, value } of held) {
    hold.storeAt(type, address, () => {
      hold.loadAt(type, address);
      hold.constant(type, ~mask);
      hold.byte(numeric[type].and);
      hold.constant(type, mask & value);
      hold.byte(numeric[type].or);
    });
  }
  if (prepares) hold.call(prepare);
  const step = new FunctionCode(['i32']);
  step.get(0);
  step.call(innerStep);
  if (stops) {
    step.byte(op.if, emptyBlock);
    step.constant('i32', 1n);
    step.byte(op.return, op.end);
  }
  step.call(holdFunction);
  if (stops) step.constant('i32', 0n);
  const run = stops ? stoppingRunFunction(holdFunction + 1) : runFunction(holdFunction + 1);
  return encodeModule(imports, [
    { code: hold, name: 'hold' },
    { code: step, name: 'step', returns: stops },
    { code: run, name: 'run', returns: stops },
  ]);
}
