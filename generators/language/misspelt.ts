import { readFileSync } from 'node:fs';
import type { SourceLocation } from '../circuit/types.ts';
import { BurinError } from '../diagnostics.ts';
import { languageError } from './errors.ts';
import { nameRemedy } from './options.ts';
import { locationOf } from './source-location.ts';

/*
 * A field that a record of signals does not have is undefined to JavaScript, and assigning it would make one that nobody
 * reads. What a record has is found before its prototype is asked, so that a prototype that looks at the rest costs
 * nothing. Reading must still give undefined, as sources ask so whether a module of these parameters has a port: what was
 * missed is only noted, for the TypeError that may follow.
 */

let missed: { readonly name: string; readonly known: readonly string[] } | undefined;

const guard = new Proxy(Object.prototype, {
  get(target, property, receiver) {
    if (typeof property === 'string' && !(property in target)) {
      missed = { name: property, known: Object.keys(receiver) };
    }
    return Reflect.get(target, property, receiver);
  },
  set(_target, property, _value, receiver) {
    const name = String(property);
    return languageError('B022', `there is no field ${name} to assign`, nameRemedy(name, Object.keys(receiver)));
  },
});

/**
 * What lies behind the prototype of all values: an assignment gets there only where no property stands before it. Reading
 * takes no notice of it.
 */
export const valueGuard: object = new Proxy(Object.prototype, {
  set(_target, property, _value, receiver) {
    const [name, known] = [String(property), ['value', 'next'].filter((each) => each in receiver)];
    const message = `a value has no ${name} to assign`;
    if (known.length > 0) return languageError('B022', message, nameRemedy(name, known));
    if (receiver.place) return languageError('B022', message, 'a part of a signal is assigned by drive(part, …)');
    return languageError('B022', message, 'it is only read: assign wires, outputs, registers or inputs of instances');
  },
});

/** The record itself, which from now on has the fields that it has and no others. */
export function sealFields<R extends object>(record: R): R {
  return Object.freeze(Object.setPrototypeOf(record, guard) as R);
}

/** What a TypeError of the user's source about the fields of a record means; any other error itself. */
export function explainError(error: unknown): unknown {
  const location = error instanceof TypeError ? locationOf(error) : undefined;
  if (!(error instanceof TypeError) || !location) return error;
  const [, replaced] = /^Cannot assign to read only property '([^']+)' of object/.exec(error.message) ?? [];
  if (replaced !== undefined) {
    const message = `field ${replaced} is replaced by another object, which drives nothing`;
    const remedy = `assign its value: ${replaced}.value = … or, of a register, ${replaced}.next = …; a record by drive()`;
    return new BurinError([{ code: 'B022', message, remedy, location }]);
  }
  if (!missed || !/^Cannot (read|set) properties of undefined/.test(error.message)) return error;
  const { name, known } = missed;
  if (!new RegExp(`\\.${name}\\b`).test(lineAt(location))) return error;
  return new BurinError([
    { code: 'B022', message: `there is no field ${name}`, remedy: nameRemedy(name, known), location },
  ]);
}

function lineAt({ file, line }: SourceLocation): string {
  return readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
}
