import type { InputPort, SourceLocation } from '../circuit/types.ts';
import { unsigned } from './expressions.ts';

/** A clock and the reset in step with it, ports of the module that declared it; each exists once something needs it. */
export class ClockDomain {
  /** As declared; empty for a module's own domain, whose ports are `clock` and `reset`. */
  readonly name: string;
  /** Where it was declared. */
  readonly location: SourceLocation;
  #clock: InputPort | undefined;
  #reset: InputPort | undefined;

  constructor(name: string, location: SourceLocation) {
    this.name = name;
    this.location = location;
  }

  /** The clock port; asking for it makes it. */
  get clock(): InputPort {
    this.#clock ??= this.#port('clock');
    return this.#clock;
  }

  /** The reset port; asking for it makes it. */
  get reset(): InputPort {
    this.#reset ??= this.#port('reset');
    return this.#reset;
  }

  /** The ports that something needed so far. */
  get ports(): readonly InputPort[] {
    return [this.#clock, this.#reset].filter((port) => port !== undefined);
  }

  /** The reset port, where something needed it. */
  get usedReset(): InputPort | undefined {
    return this.#reset;
  }

  #port(role: 'clock' | 'reset'): InputPort {
    const name = this.name ? `${this.name}_${role}` : role;
    return { kind: 'input', role, name, type: unsigned(1), location: this.location };
  }
}

/** The name of the domain that a module's clock or reset port belongs to. */
export function domainName(port: InputPort): string {
  return port.name === port.role ? '' : port.name.replace(new RegExp(`_${port.role}$`), '');
}
