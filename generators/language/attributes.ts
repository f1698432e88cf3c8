import type { Attribute, Instance, Node, Signal } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { currentContext, type Draft, reference } from './module-context.ts';
import { likeValue } from './mux.ts';
import { captureOrigin } from './source-location.ts';
import { Value } from './values.ts';

/**
 * Tells synthesis something about a signal, or, without one, about the module at hand: `attribute('use_dsp', 'yes', sum)`.
 * It is printed as it is and has no meaning here. Of an instance, any of its ports stands for the whole:
 * `instanceAttribute`.
 */
export function attribute(name: string, value?: string | number, signal?: Value): void {
  requireName(name);
  const made = value === undefined ? { name } : { name, value };
  if (!signal) {
    currentContext('attribute()').attributes.push(made);
    return;
  }
  const owner = signalOf(signal, 'attribute()');
  owner.attributes = [...(owner.attributes ?? []), made];
}

/** Tells synthesis something about an instance, given by what the instance returned. */
export function instanceAttribute(instance: object, name: string, value?: string | number): void {
  requireName(name);
  const owner = instanceOf(instance);
  if (!owner) {
    languageError('B022', 'this is not an instance', 'give what the call of the module or memory returned');
  }
  owner.attributes = [...(owner.attributes ?? []), value === undefined ? { name } : { name, value }];
}

/**
 * The value as a signal of its own, in the printed text and through synthesis: `const product = keep(a.mul(b))`. For
 * probes, timing constraints and what must not be optimised away.
 */
export function keep<V extends Value>(value: V): V {
  const { name = 'kept', location } = captureOrigin();
  const context = currentContext('keep()');
  const { expression } = value;
  if (expression.kind === 'reference' && isOwnSignal(expression.signal)) {
    (expression.signal as Draft<Signal>).keep = true;
    return value;
  }
  const node: Draft<Node> = { kind: 'node', name, type: expression.type, value: expression, keep: true, location };
  if (value.binaryPoint !== undefined) node.fractionBits = value.binaryPoint;
  context.signals.push(node);
  return likeValue(value, reference(node)) as V;
}

function isOwnSignal(signal: Signal): boolean {
  const { ports, signals } = currentContext('keep()');
  return [...ports, ...signals].includes(signal as never);
}

function signalOf({ expression }: Value, what: string): Draft<Signal> {
  if (expression.kind === 'reference' && isOwnSignal(expression.signal)) return expression.signal as Draft<Signal>;
  languageError('B022', `${what} of a value that is no signal of its own`, 'give it a name first: const sum = keep(…)');
}

/** The instance behind the ports that stand in a record of them. */
function instanceOf(record: object): Draft<Instance> | undefined {
  for (const part of Object.values(record)) {
    if (part instanceof Value) {
      const signal = part.place?.signal ?? (part.expression.kind === 'reference' ? part.expression.signal : undefined);
      if (signal && 'instance' in signal) return signal.instance as Draft<Instance>;
    } else if (typeof part === 'object' && part !== null) {
      const inner = instanceOf(part);
      if (inner) return inner;
    }
  }
  return undefined;
}

function requireName(name: Attribute['name']): void {
  if (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(name)) return;
  languageError('B020', `"${name}" cannot be the name of an attribute`, 'use letters, digits and underscores');
}
