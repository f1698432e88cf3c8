import type { Connect, Expression, Slice, Target } from '../circuit/types.ts';

/** Bits of a signal and what drives them. */
export interface Piece {
  readonly target: Target;
  readonly value: Expression;
}

/**
 * What unconditional assignments, of which the last wins bit by bit, come to: one piece for the whole signal where all
 * of its bits are assigned, else a piece for each run of bits from the top down.
 */
export function assemble(connects: readonly Connect[]): readonly Piece[] {
  const { signal } = connects[0]!.target;
  const { width, signed } = signal.type;
  const pieces = piecesOf(connects);
  const assigned = pieces.reduce((bits, { value }) => bits + value.type.width, 0);
  if (assigned < width || pieces.length === 1) return pieces;
  const joined: Expression = {
    kind: 'concatenate',
    type: { width, signed: false },
    parts: pieces.map(({ value }) => value),
  };
  const value: Expression = signed ? { kind: 'convert', type: { width, signed }, operand: joined } : joined;
  return [{ target: { signal }, value }];
}

/** A piece for each run of bits that one assignment gives, from the top down. */
export function piecesOf(connects: readonly Connect[]): readonly Piece[] {
  const { signal } = connects[0]!.target;
  const { width } = signal.type;
  const [only] = connects;
  if (only && connects.length === 1) {
    const { high, low } = only.target.range ?? { high: width - 1, low: 0 };
    return [{ target: { signal, range: { high, low } }, value: part(only, high, low) }];
  }
  const owner: (Connect | undefined)[] = new Array<undefined>(width).fill(undefined);
  for (const connect of connects) {
    const { high, low } = connect.target.range ?? { high: width - 1, low: 0 };
    owner.fill(connect, low, high + 1);
  }
  const pieces: Piece[] = [];
  for (let high = width - 1; high >= 0; ) {
    const connect = owner[high];
    let low = high;
    while (low > 0 && owner[low - 1] === connect) low--;
    if (connect) pieces.push({ target: { signal, range: { high, low } }, value: part(connect, high, low) });
    high = low - 1;
  }
  return pieces;
}

function part({ target, value }: Connect, high: number, low: number): Expression {
  const from = target.range?.low ?? 0;
  const { width } = value.type;
  if (low === from && high - low + 1 === width) return value;
  const type = { width: high - low + 1, signed: false };
  return { kind: 'slice', type, operand: value, high: high - from, low: low - from } satisfies Slice;
}
