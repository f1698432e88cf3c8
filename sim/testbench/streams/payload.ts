import { fail } from '../../../generators/diagnostics.ts';
import type { RandomSource } from '../../fuzz/random-source.ts';
import { decode, type PlainValue, samePlain, showBoth } from '../ports/kinds.ts';
import { Port } from '../ports/port.ts';
import type { PayloadPorts } from '../ports/port-types.ts';

/** A word of a stream: a plain value, or a record of them. */
export type PlainWord = PlainValue | { readonly [field: string]: PlainWord };

/** The ports of a payload, in order. */
export function portsOf(payload: PayloadPorts): readonly Port[] {
  if (payload instanceof Port) return [payload];
  return Object.values(payload as { readonly [field: string]: PayloadPorts }).flatMap(portsOf);
}

/** The word that the ports show; with `wide` integers of more than 53 bits are bigints and no error (B601). */
export function readWord(payload: PayloadPorts, wide: boolean): PlainWord {
  if (payload instanceof Port) return wide ? payload.plain : payload.value;
  return Object.fromEntries(Object.entries(payload).map(([field, part]) => [field, readWord(part, wide)]));
}

/** Sets the ports to the word. */
export function writeWord(payload: PayloadPorts, word: PlainWord): void {
  if (payload instanceof Port) {
    payload.value = word as PlainValue;
    return;
  }
  for (const [field, part] of Object.entries(payload)) {
    const value = isRecord(word) ? word[field] : undefined;
    if (value === undefined)
      fail('B600', `a word without ${field}`, `give a record with ${Object.keys(payload).join(', ')}`);
    writeWord(part, value);
  }
}

/** Sets the ports to values that mean nothing. */
export function scrambleWord(payload: PayloadPorts, random: RandomSource): void {
  for (const port of portsOf(payload)) {
    const { type } = port.portKind;
    const bits = random.value({ width: type.width, signed: type.signed });
    const { enumeration } = type;
    port.big = enumeration ? random.pick(enumeration.members).value : bits;
  }
}

export function sameWord(left: PlainWord, right: PlainWord): boolean {
  if (!isRecord(left) || !isRecord(right)) return !isRecord(left) && !isRecord(right) && samePlain(left, right);
  const fields = Object.keys(left);
  if (fields.length !== Object.keys(right).length) return false;
  return fields.every((field) => right[field] !== undefined && sameWord(left[field]!, right[field]));
}

/** A word in messages; numbers from 10 on in hexadecimal too. */
export function showWord(word: PlainWord): string {
  if (isRecord(word)) {
    return `{ ${Object.entries(word)
      .map(([field, part]) => `${field}: ${showWord(part)}`)
      .join(', ')} }`;
  }
  if (Array.isArray(word)) return `[${(word as readonly PlainValue[]).map(showWord).join(', ')}]`;
  if (typeof word === 'number' || typeof word === 'bigint') {
    if (word < 10) return String(word);
    return `${word} = 0x${word.toString(16)}`;
  }
  return String(word);
}

/** The values of a payload's ports as text, from their raw forms. */
export function showRaw(ports: readonly Port[], values: readonly (number | bigint)[]): string {
  return ports
    .map((port, place) => `${port.name} ${showBoth(port.portKind, decode(port.portKind, values[place]!))}`)
    .join(', ');
}

const isRecord = (word: PlainWord): word is { readonly [field: string]: PlainWord } =>
  typeof word === 'object' && !Array.isArray(word);
