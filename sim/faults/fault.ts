import { fail } from '../../generators/diagnostics.ts';
import type { RegisterPlace, WordPlace } from '../engine/state-access.ts';

/** One bit of a register or of a stored word, 0 the lowest. */
export type FaultPlace = (RegisterPlace | WordPlace) & { readonly bit: number };

/**
 * What happens to a bit: an upset turns it over once, and a stuck bit keeps a value from then on. `cycle` counts the
 * edges of the run that are taken before; 0 is before the first.
 */
export type Fault = FaultPlace & { readonly cycle: number } & (
    | { readonly kind: 'upset' }
    | { readonly kind: 'stuck'; readonly value: 0 | 1 }
  );

const form = /^(?<name>[\w$.]+)\[(?<first>\d+)\](?:\[(?<second>\d+)\])?(?:=(?<value>[01]))?(?:@(?<cycle>\d+))?$/;

/**
 * A fault from its text: `control.state[2]` is an upset of bit 2 of a register, `wmem[12][45]` one of bit 45 of the word
 * at address 12; `=0` or `=1` behind it makes it stuck, and `@500` has it happen after 500 edges.
 * @throws BurinError B580 for a text that is none
 */
export function parseFault(text: string): Fault {
  const { name, first, second, value, cycle } = form.exec(text)?.groups ?? {};
  if (name === undefined) {
    fail(
      'B580',
      `${text || 'an empty text'} is no fault`,
      'write register[bit] or memory[address][bit], then =0 or =1 for a stuck bit, then @cycle: control.state[2]@500',
    );
  }
  const place =
    second === undefined
      ? { register: name, bit: Number(first) }
      : { memory: name, address: Number(first), bit: Number(second) };
  const when = { cycle: Number(cycle ?? 0) };
  return value === undefined
    ? { ...place, ...when, kind: 'upset' }
    : { ...place, ...when, kind: 'stuck', value: value === '1' ? 1 : 0 };
}

/** The text of a fault, which `parseFault` reads. */
export function faultText(fault: Fault): string {
  const stuck = fault.kind === 'stuck' ? `=${fault.value}` : '';
  const cycle = fault.cycle > 0 ? `@${fault.cycle}` : '';
  return `${placeText(fault)}${stuck}${cycle}`;
}

export function placeText(place: FaultPlace): string {
  return 'memory' in place ? `${place.memory}[${place.address}][${place.bit}]` : `${place.register}[${place.bit}]`;
}
