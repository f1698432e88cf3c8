import type { Connect, SourceLocation, Statement } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { allOf, literal, unsigned } from './expressions.ts';
import { currentContext, type Draft, type ModuleContext, type OpenArm } from './module-context.ts';
import type { Constant } from './operands.ts';
import { assign, drivePermanently } from './signals.ts';
import { captureLocation } from './source-location.ts';
import { Bool, type Value } from './values.ts';

type Controls = readonly (readonly [Bool, boolean])[];

/** One use of a memory's port: the branches in which it happens, and where it stands. */
interface Access {
  readonly arms: readonly OpenArm[];
  readonly location: SourceLocation;
}

/** The first use, whose controls can be told to stand in their branch after all. */
interface FirstAccess {
  readonly controls: Controls;
  readonly location: SourceLocation;
  /** The innermost branch around it, and the number of statements before it there. */
  readonly statements: Statement[];
  readonly position: number;
  /** What drives each control on all paths. */
  readonly connects: readonly Draft<Connect>[];
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
  #first: FirstAccess | undefined;
  readonly #context: ModuleContext;

  constructor(port: AccessPort) {
    this.#port = port;
    this.#context = currentContext('a memory');
  }

  /**
   * Uses the port in the branch at hand. While there is one use, its branch's condition drives the controls and its data
   * goes everywhere, which costs no multiplexer; with a second one, both drive them in their branches.
   * @throws BurinError B015 where another use may happen in the same cycle.
   */
  use(controls: Controls, data: readonly (readonly [Value, Value | Constant])[]): void {
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
      this.#first = this.#driveEverywhere(controls, arms, location);
      for (const [signal, value] of data) drivePermanently(signal, value, location);
    } else {
      this.#moveIntoBranch();
      for (const [signal, value] of [...controls, ...data]) assign(signal, value);
    }
    this.#accesses.push({ arms, location });
  }

  #driveEverywhere(controls: Controls, arms: readonly OpenArm[], location: SourceLocation): FirstAccess {
    const statements = this.#context.statements;
    const position = statements.length;
    const used = new Bool(allOf(arms.map((arm) => arm.condition())));
    const connects = this.#port.controls.map((control) => {
      const [, value = false] = controls.find(([one]) => one === control) ?? [];
      return drivePermanently(control, value ? used : false, location);
    });
    return { controls, location, statements, position, connects };
  }

  /** Lets the controls rest on all paths, and the first use drive them in its branch. */
  #moveIntoBranch(): void {
    if (!this.#first) return;
    const { controls, location, statements, position, connects } = this.#first;
    this.#first = undefined;
    for (const connect of connects) connect.value = literal(unsigned(1), 0n);
    const own = controls.map(([control, value]): Connect => {
      const { target } = control.place!;
      return { kind: 'connect', target, value: literal(unsigned(1), BigInt(value)), location };
    });
    statements.splice(position, 0, ...own);
  }
}

/** Whether the two sets of branches never hold together: they lie in different arms of one statement. */
function areExclusive(some: readonly OpenArm[], others: readonly OpenArm[]): boolean {
  return some.some(({ statement, arm }) => others.some((other) => other.statement === statement && other.arm !== arm));
}
