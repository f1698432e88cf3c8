import type { SourceLocation } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { currentContext, type ModuleContext, type OpenArm } from './module-context.ts';
import type { Constant } from './operands.ts';
import { assign, drivePermanently } from './signals.ts';
import { captureLocation } from './source-location.ts';
import type { Bool, Value } from './values.ts';

/** One use of a memory's port: the branches in which it happens, and where it stands. */
interface Access {
  readonly arms: readonly OpenArm[];
  readonly location: SourceLocation;
}

/** The signals of one port of a memory: those that are 1 while it is used, and those that a use chooses. */
export interface AccessPort {
  readonly name: string;
  /** Driven to 0 where nothing uses the port. */
  readonly controls: readonly Bool[];
}

/** Drives one port of a memory from each place that uses it. */
export class PortAccesses {
  readonly #port: AccessPort;
  readonly #accesses: Access[] = [];
  readonly #context: ModuleContext;

  constructor(port: AccessPort) {
    this.#port = port;
    this.#context = currentContext('a memory');
  }

  /**
   * Uses the port in the branch at hand: `controls` get their values there, and `data` there; the first use drives the
   * data everywhere, which costs no multiplexer.
   * @throws BurinError B015 where another use may happen in the same cycle.
   */
  use(controls: readonly (readonly [Bool, boolean])[], data: readonly (readonly [Value, Value | Constant])[]): void {
    const location = captureLocation();
    const arms = [...this.#context.openArms];
    if (currentContext('an access of a memory') !== this.#context) {
      languageError(
        'B010',
        `${this.#port.name} is used outside the module that made it`,
        'lead its ports out of the module',
      );
    }
    const other = this.#accesses.find((access) => !areExclusive(access.arms, arms));
    if (other) {
      const { file, line } = other.location;
      languageError(
        'B015',
        `${this.#port.name} has one port for this access and the one at ${file.replace(/^.*\//, '')}:${line}, which may happen in the same cycle`,
        'put them into different branches of one when() or switchOn(), or use a memory with a port for each',
      );
    }
    if (this.#accesses.length === 0) {
      const always = arms.length === 0 ? controls.map(([control]) => control) : [];
      for (const control of this.#port.controls) {
        if (!always.includes(control)) drivePermanently(control, false, location);
      }
      for (const [signal, value] of data) drivePermanently(signal, value, location);
    } else {
      for (const [signal, value] of data) assign(signal, value);
    }
    for (const [control, value] of controls) assign(control, value);
    this.#accesses.push({ arms, location });
  }
}

/** Whether the two sets of branches never hold together: they lie in different arms of one statement. */
function areExclusive(some: readonly OpenArm[], others: readonly OpenArm[]): boolean {
  return some.some(({ statement, arm }) => others.some((other) => other.statement === statement && other.arm !== arm));
}
