import type { Expression, InputPort, LogicModule, Property } from '../../generators/circuit/types.ts';
import { oneBit, type RtlilBit, type RtlilModule, type RtlilSignal } from './rtlil.ts';

export interface PropertyContext {
  readonly rtlil: RtlilModule;
  readonly lower: (expression: Expression) => RtlilSignal;
  readonly bitOf: (port: InputPort) => RtlilBit;
  /** Clock ports are inputs that say in which steps they rise; else the one clock rises in every step. */
  readonly clocksAreInputs: boolean;
  /** Assertions are shown in all steps, also where their clock does not rise. */
  readonly assertsAlways?: boolean;
}

/**
 * The module's properties as cells for proofs, and one wire each under the property's name: 1 in the steps in which an
 * assertion or assumption is violated and in which a cover is met. Messages are left out.
 */
export function lowerProperties({ properties = [] }: LogicModule, context: PropertyContext): void {
  for (const property of properties) if (property.kind !== 'print') lowerProperty(property, context);
}

function lowerProperty(
  { kind, name, clock, reset, enable, condition }: Property,
  { rtlil, lower, bitOf, clocksAreInputs, assertsAlways = false }: PropertyContext,
): void {
  const waitsForClock = clocksAreInputs && !(kind === 'assert' && assertsAlways);
  const [holds] = lower(condition) as [RtlilBit];
  const demands = [
    ...lower(enable),
    ...(reset ? [rtlil.not(bitOf(reset))] : []),
    ...(waitsForClock ? [bitOf(clock)] : []),
    kind === 'cover' ? holds : rtlil.not(holds),
  ];
  const fires = rtlil.wire(name, 1, { keep: true });
  rtlil.connect(fires, [demands.reduce((all, one) => rtlil.and(all, one))]);
  if (kind !== 'cover') rtlil.demand(kind === 'assert' ? '$assert' : '$assume', rtlil.not(fires[0]!));
}

/**
 * The start of a proof: in the first step all resets are active, and all clocks rise where they are inputs.
 * @param resets `once`: inactive in all later steps; `any`: free in those
 * @returns a bit that is 1 in the first step alone
 */
export function lowerStart(
  { ports }: LogicModule,
  resets: 'once' | 'any',
  { rtlil, bitOf, clocksAreInputs }: Omit<PropertyContext, 'lower'>,
): RtlilBit {
  const inputs = ports.filter((port): port is InputPort => port.kind === 'input');
  const clocks = inputs.filter(({ role }) => role === 'clock');
  const resetPorts = inputs.filter(({ role }) => role === 'reset');
  const started = rtlil.hidden(1);
  rtlil.advance(started, [oneBit]);
  for (const port of [...resetPorts, ...(clocksAreInputs ? clocks : [])]) {
    rtlil.demand('$assume', rtlil.or(started[0]!, bitOf(port)));
  }
  if (resets === 'once') {
    for (const port of resetPorts) rtlil.demand('$assume', rtlil.not(rtlil.and(started[0]!, bitOf(port))));
  }
  return rtlil.not(started[0]!);
}
