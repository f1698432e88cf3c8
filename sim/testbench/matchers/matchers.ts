import { kindText, type PlainValue, samePlain, showBoth } from '../ports/kinds.ts';
import { Port } from '../ports/port.ts';
import type { AnyPort } from '../ports/port-types.ts';
import { portWave } from '../ports/port-wave.ts';

/** What a failing matcher shows besides. */
export interface ShowOptions {
  /** Ports that the wave shows too. */
  readonly beside?: readonly AnyPort[];
}

/** How long `toShowWithin` waits. */
export interface WithinOptions extends ShowOptions {
  /** Edges of the design's first clock, 0 or more. */
  readonly cycles: number;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Matchers for ports: `expect.extend(burinMatchers)`. */
export const burinMatchers = {
  /** The port shows the value now, in the present cycle. */
  toShow(received: unknown, expected: PlainValue, options: ShowOptions = {}): MatcherResult {
    const port = requirePort(received, 'toShow');
    const shown = port.plain;
    return {
      pass: samePlain(shown, expected),
      message: () => explain(port, { expected, shown, when: '', options }),
    };
  },

  /** The port shows the value now or behind one of the next edges, for which it waits. */
  async toShowWithin(received: unknown, expected: PlainValue, options: WithinOptions): Promise<MatcherResult> {
    const port = requirePort(received, 'toShowWithin');
    let shown = port.plain;
    for (let waited = 0; waited < options.cycles && !samePlain(shown, expected); waited += 1) {
      await port.owner.clock.edge();
      shown = port.plain;
    }
    const when = ` within ${options.cycles} cycles`;
    return {
      pass: samePlain(shown, expected),
      message: () => explain(port, { expected, shown, when, options }),
    };
  },
};

interface Explained {
  readonly expected: PlainValue;
  readonly shown: PlainValue;
  readonly when: string;
  readonly options: ShowOptions;
}

/** Serves a matcher and its negation: both say what was expected and what was there. */
function explain(port: Port, { expected, shown, when, options }: Explained): string {
  const { owner, name, direction, portKind } = port;
  const isEqual = samePlain(shown, expected);
  const beside = [...((options.beside ?? []) as readonly Port[]), ...owner.shown].filter((other) => other !== port);
  return [
    `${name} ${isEqual ? 'shows' : 'does not show'} ${showBoth(portKind, expected)}${when}`,
    `  signal    ${name}: ${kindText(portKind)}, ${direction}`,
    `  cycle     ${owner.simulator.cycle}, on ${owner.simulator.engine}`,
    `  expected  ${isEqual ? 'anything else than ' : ''}${showBoth(portKind, expected)}`,
    `  received  ${showBoth(portKind, shown)}`,
    portWave([port, ...new Set(beside)]),
  ].join('\n');
}

function requirePort(received: unknown, matcher: string): Port {
  if (received instanceof Port) return received;
  throw new TypeError(`${matcher}() is for ports: expect(dut.ports.sum).${matcher}(…), without .value`);
}
