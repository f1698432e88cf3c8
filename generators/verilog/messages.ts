import type { Enumeration, PrintedValue, Property } from '../circuit/types.ts';
import { printExact, printTyped } from './expressions.ts';
import { type Scope, selectPlace } from './scope.ts';
import type { VerilogExpression } from './tree.ts';

/** A format of `$display` and the values that it names. */
export interface FormattedMessage {
  readonly format: string;
  readonly values: readonly VerilogExpression[];
}

export function formatMessage(message: Property['message'], scope: Scope): FormattedMessage {
  const parts = message.map((part) =>
    typeof part === 'string' ? { format: part.replaceAll('%', '%%'), values: [] } : formatValue(part, scope),
  );
  return { format: parts.map(({ format }) => format).join(''), values: parts.flatMap(({ values }) => values) };
}

function formatValue({ value, radix }: PrintedValue, scope: Scope): FormattedMessage {
  const { width, enumeration } = value.type;
  if (radix === 'decimal' && enumeration) {
    const place = value.kind === 'reference' ? scope.place(value.signal) : scope.hoist(value);
    return { format: '%0s', values: [memberText(selectPlace(place, width - 1, 0).tree, width, enumeration, scope)] };
  }
  if (radix === 'decimal') return { format: '%0d', values: [printTyped(value, scope).tree] };
  return { format: radix === 'hexadecimal' ? '%h' : '%b', values: [printExact(value, width, scope).tree] };
}

/** The name of the member that a value has, as a text of fixed length that begins with zeros; `?` if it has none. */
function memberText(
  value: VerilogExpression,
  width: number,
  { members }: Enumeration,
  scope: Scope,
): VerilogExpression {
  const length = Math.max(1, ...members.map(({ name }) => name.length));
  const text = (name: string): VerilogExpression => {
    const quoted: VerilogExpression = { kind: 'verbatim', text: `"${name}"` };
    const missing = (length - name.length) * 8;
    const zeros: VerilogExpression = { kind: 'number', width: missing, value: 0n, signed: false };
    return missing === 0 ? quoted : { kind: 'concatenation', parts: [zeros, quoted] };
  };
  return members.reduceRight<VerilogExpression>((otherwise, member) => {
    const type = { width, signed: false };
    const number = { kind: 'literal', type, value: BigInt.asUintN(width, member.value) } as const;
    const condition: VerilogExpression = {
      kind: 'infix',
      operator: '==',
      left: value,
      right: scope.printExact(number, width).tree,
    };
    return { kind: 'conditional', condition, whenTrue: text(member.name), whenFalse: otherwise };
  }, text('?'));
}
