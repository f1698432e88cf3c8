import type { Enumeration } from '../../../generators/circuit/types.ts';
import type { Scope } from '../scopes.ts';
import type { Trace } from '../trace.ts';
import type { Variable } from '../variables.ts';
import { ByteWriter } from './bytes.ts';
import { direction, geometry, hierarchyEntry, miscellaneous, scopeModule, variableType } from './format.ts';

/** The hierarchy, the number of its scopes, and the order in which it names variables: that of their handles. */
export interface Hierarchy {
  readonly bytes: Uint8Array;
  readonly scopes: number;
  readonly order: readonly number[];
}

/** Scopes and variables; enumerations as tables too, which viewers show as names. */
export function hierarchyOf(trace: Trace, root: Scope, variables: readonly Variable[]): Hierarchy {
  const writer = new ByteWriter();
  const order: number[] = [];
  const tables = new Map<Enumeration, number>();
  const signals = [...trace.clocks, ...trace.signals];
  let scopes = 0;
  const attribute = (text: string, argument: number) => {
    writer.byte(hierarchyEntry.attribute);
    writer.byte(miscellaneous.attribute);
    writer.byte(miscellaneous.enumerationTable);
    writer.text(text);
    writer.variable(argument);
  };
  const declare = (name: string, number: number) => {
    const { form, kind, width, signal } = variables[number]!;
    const { enumeration } = signals[signal]!.type;
    if (enumeration && form === 'bits') {
      let table = tables.get(enumeration);
      if (table === undefined) {
        table = tables.size + 1;
        tables.set(enumeration, table);
        attribute(tableText(enumeration, width), table);
      }
      attribute('', table);
    }
    writer.byte(form === 'bits' ? variableType[kind === 'register' ? 'register' : 'wire'] : variableType[form]);
    writer.byte(kind === 'input' || kind === 'output' ? direction[kind] : direction.implicit);
    writer.text(form === 'bits' && width > 1 ? `${name} [${width - 1}:0]` : name);
    writer.variable(form === 'bits' ? width : form === 'real' ? 8 : 0);
    // Not the same variable as one before.
    writer.variable(0);
    order.push(number);
  };
  const visit = (scope: Scope) => {
    scopes++;
    writer.byte(hierarchyEntry.scope);
    writer.byte(scopeModule);
    writer.text(scope.name);
    writer.text('');
    for (const { name, number } of scope.signals) declare(name, number);
    for (const inner of scope.scopes) visit(inner);
    writer.byte(hierarchyEntry.scopeEnd);
  };
  visit(root);
  return { bytes: writer.bytes(), scopes, order };
}

/** Sizes of the variables by their handles. */
export function geometryOf(order: readonly number[], variables: readonly Variable[]): Uint8Array {
  const writer = new ByteWriter();
  for (const number of order) {
    const { form, width } = variables[number]!;
    writer.variable(form === 'bits' ? width : geometry[form]);
  }
  return writer.bytes();
}

/** Name, number of members, their names, and their values in binary. */
function tableText({ name, members }: Enumeration, width: number): string {
  const values = members.map(({ value }) => BigInt.asUintN(width, value).toString(2).padStart(width, '0'));
  return [name, members.length, ...members.map((member) => member.name), ...values].join(' ');
}
