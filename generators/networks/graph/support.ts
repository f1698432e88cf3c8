import { BurinError } from '../../diagnostics.ts';
import type { NetworkGraph, Operator, UnsupportedOperator } from './types.ts';

/**
 * Refuses a graph with operators that Burin does not compute.
 * @throws BurinError B704, one finding for each such operator, with its place and what to do.
 */
export function checkSupported({ name, operators }: NetworkGraph): void {
  const refused = operators.filter((operator): operator is UnsupportedOperator => operator.kind === 'unsupported');
  if (refused.length === 0) return;
  throw new BurinError(
    refused.map((operator) => ({
      code: 'B704',
      message: `${name}: ${operator.place}: ${operator.reason}`,
      remedy: remedyFor(operator),
    })),
  );
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
