import { formatLocation } from '../../diagnostics.ts';
import { type BitMask, maskOf, rangesOf } from '../bits.ts';
import type { Assignable, BitType, Module, Signal, SourceLocation } from '../types.ts';

/** A signal as messages name it: `wire next`, `input clear of instance mac_0_0`. */
export function signalPhrase(signal: Signal | Assignable): string {
  if (signal.kind === 'instanceInput') return `input ${signal.name} of instance ${signal.instance.name}`;
  if (signal.kind === 'instanceOutput') return `output ${signal.name} of instance ${signal.instance.name}`;
  return `${signal.kind} ${signal.name}`;
}

/** How the user's source writes an assignment to the signal: `next.value = …`, `mac.clear.value = …`. */
export function assignmentText(signal: Assignable): string {
  const name = signal.kind === 'instanceInput' ? `${signal.instance.name}.${signal.name}` : signal.name;
  return `${name}.${signal.kind === 'register' ? 'next' : 'value'} = …`;
}

/** `bit 3`, `bits 7 to 4 and 0`; `lanes` are named where the bits are whole ones: `elements 5 to 4 (bits 47 to 32)`. */
export function bitsPhrase(mask: BitMask, type: BitType): string {
  const bits = list(mask, 'bit');
  const width = type.lanes === undefined ? 0 : type.width / type.lanes;
  if (width <= 1 || type.lanes === undefined) return bits;
  const lanes = wholeLanes(mask, width, type.lanes);
  return lanes === undefined ? bits : `${list(lanes, 'element')} (${bits})`;
}

/** The verb that a phrase of `bitsPhrase` takes. */
export function verbFor(phrase: string, singular: string, plural: string): string {
  return /^(bit|element) /.test(phrase) ? singular : plural;
}

/** Whether a mask holds every bit of the type. */
export function isWhole(mask: BitMask, type: BitType): boolean {
  return mask === maskOf(type.width);
}

export function moduleDescription(module: Module): string {
  return `${module.kind === 'memory' ? 'memory' : 'module'} ${module.name}`;
}

/** ` (src/mac.ts:12:3)` */
export function at(location: SourceLocation): string {
  return ` (${formatLocation(location)})`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[], last = 'and'): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;
}

/** At most `most` parts by name, then how many there are beside. */
export function someOf(parts: readonly string[], most: number, last = 'and'): string {
  return joined(parts.length <= most ? parts : [...parts.slice(0, most), `${parts.length - most} more`], last);
}

const mostRanges = 6;

function list(mask: BitMask, noun: string): string {
  const ranges = rangesOf(mask);
  const single = ranges.length === 1 && ranges[0]!.high === ranges[0]!.low;
  const texts = ranges.map(({ high, low }) => (high === low ? `${high}` : `${high} to ${low}`));
  return `${noun}${single ? '' : 's'} ${someOf(texts, mostRanges)}`;
}

/** The lanes of which the mask holds all bits; nothing where it holds a lane in part. */
function wholeLanes(mask: BitMask, width: number, count: number): BitMask | undefined {
  const full = maskOf(width);
  let lanes = 0n;
  for (let lane = 0; lane < count; lane += 1) {
    const bits = (mask >> BigInt(lane * width)) & full;
    if (bits === full) lanes |= 1n << BigInt(lane);
    else if (bits !== 0n) return undefined;
  }
  return lanes;
}
