import { BurinError } from '../../diagnostics.ts';
import type { NetworkGraph, Operator, UnsupportedOperator } from './types.ts';

/**
 * Refuses a graph with operators that Burin does not compute.
 * @throws BurinError B704, one finding for each operator and reason, with its first place and what to do.
 */
export function checkSupported({ name, operators }: NetworkGraph): void {
  const refused = operators.filter((operator): operator is UnsupportedOperator => operator.kind === 'unsupported');
  if (refused.length === 0) return;
  throw new BurinError(
    groups(refused).map(([operator, ...more]) => ({
      code: 'B704',
      message: `${name}: ${operator!.place}${othersText(operator!, more)}: ${operator!.reason}`,
      remedy: remedyFor(operator!),
    })),
  );
}

function groups(refused: readonly UnsupportedOperator[]): readonly (readonly UnsupportedOperator[])[] {
  const found = new Map<string, UnsupportedOperator[]>();
  for (const operator of refused) {
    const group = found.get(alike(operator));
    if (group) group.push(operator);
    else found.set(alike(operator), [operator]);
  }
  return [...found.values()];
}

/** Operators that are refused for one reason are one finding; all of float32 numbers are, whatever they compute. */
function alike({ name, reason }: UnsupportedOperator): string {
  return reason.includes('float32') ? reason : `${name} ${reason}`;
}

function othersText(operator: UnsupportedOperator, more: readonly UnsupportedOperator[]): string {
  if (more.length === 0) return '';
  const same = more.every(({ name }) => name === operator.name);
  return ` and ${more.length} ${same ? 'more of its kind' : 'operators behind it'}`;
}

/** Whether Burin computes the operator at all; what a certain hardware computes is its mapping's to say. */
export function isSupported({ kind }: Operator): boolean {
  return kind !== 'unsupported';
}

function remedyFor({ name, reason }: UnsupportedOperator): string {
  const partition = 'leave it to the host (--partition runs the largest part without it)';
  if (reason.includes('float32')) return `quantise the network to int8 when converting it, or ${partition}`;
  if (name.startsWith('custom:')) return `replace the custom operator by built-in ones, or ${partition}`;
  if (reason.includes('computed, not constant')) return `convert the network with fixed shapes, or ${partition}`;
  return `write the layer with the operators that docs/models.md lists, or ${partition}`;
}
