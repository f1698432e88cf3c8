import { type Item, identifier, type VerilogExpression, type VerilogStatement, visitReads } from './tree.ts';

/** Remembers which bits of which nets are read. */
export interface Readings {
  readonly read: (expression: VerilogExpression) => void;
  readonly readStatements: (statements: readonly VerilogStatement[]) => void;
  /** The bits of a net that nothing reads, as few selects as possible, the highest first. */
  readonly unread: (name: string, type: { readonly width: number }) => readonly VerilogExpression[];
}

/** `onRead` is told of every name that is read. */
export function createReadings(onRead: (name: string) => void = () => {}): Readings {
  const whole = new Set<string>();
  const ranges = new Map<string, { high: number; low: number }[]>();
  const note = (name: string, high?: number, low?: number) => {
    onRead(name);
    if (high === undefined || low === undefined) {
      whole.add(name);
      return;
    }
    const known = ranges.get(name);
    if (known) known.push({ high, low });
    else ranges.set(name, [{ high, low }]);
  };
  const read = (expression: VerilogExpression) => visitReads(expression, note);
  const readTarget = (target: VerilogExpression) => {
    if (target.kind === 'indexedSelect') read(target.offset);
    if (target.kind === 'word') read(target.index);
  };
  const readStatements = (statements: readonly VerilogStatement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'assignment') {
        readTarget(statement.target);
        read(statement.value);
      } else if (statement.kind === 'if') {
        read(statement.condition);
        readStatements(statement.then);
        readStatements(statement.otherwise);
      } else if (statement.kind === 'check') {
        read(statement.condition);
      } else if (statement.kind === 'task') {
        statement.values.forEach(read);
      } else {
        read(statement.selector);
        for (const { body } of statement.items) readStatements(body);
        readStatements(statement.fallback ?? []);
      }
    }
  };
  const unread = (name: string, { width }: { readonly width: number }): readonly VerilogExpression[] => {
    if (whole.has(name)) return [];
    const used = ranges.get(name);
    if (!used) return [identifier(name)];
    const result: VerilogExpression[] = [];
    let top = width - 1;
    for (const { high, low } of [...used].sort((one, other) => other.high - one.high)) {
      if (high < top) result.push({ kind: 'select', name, high: top, low: high + 1 });
      top = Math.min(top, low - 1);
    }
    if (top >= 0) result.push({ kind: 'select', name, high: top, low: 0 });
    return result;
  };
  return { read, readStatements, unread };
}

/** Reads what all items but instances read; the connections of those are known to whoever made them. */
export function readItems(items: readonly Item[], readings: Readings): void {
  for (const item of items) {
    if (item.kind === 'assign') readings.read(item.value);
    else if (item.kind === 'loop') readItems(item.items, readings);
    else if (item.kind === 'combinational') readings.readStatements(item.body);
    else if (item.kind === 'alwaysFf' || item.kind === 'watch') {
      for (const name of item.events.match(/\w+/g) ?? []) readings.read(identifier(name));
      readings.readStatements(item.body);
    }
  }
}
