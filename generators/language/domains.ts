import { ClockDomain } from './clock-domain.ts';
import { languageError } from './errors.ts';
import { currentContext } from './module-context.ts';
import { captureOrigin } from './source-location.ts';

export type { ClockDomain } from './clock-domain.ts';

/**
 * Declares a further clock of the module: `const pixel = clockDomain()` makes the ports `pixel_clock` and, where a
 * register in it resets, `pixel_reset`. An instance's domains are connected to those of its parent by name, or as the
 * instance says.
 */
export function clockDomain(name = captureOrigin().name): ClockDomain {
  const context = currentContext('clockDomain()');
  const { location } = captureOrigin();
  if (!name || context.domains.some((domain) => domain.name === name)) {
    languageError(
      'B020',
      name ? `a second clock domain named ${name}` : 'a clock domain without a name',
      "give it a name of its own: const pixel = clockDomain(), or clockDomain('pixel')",
    );
  }
  const domain = new ClockDomain(name, location);
  context.domains.push(domain);
  return domain;
}

/** The domain of what is made at this place: the module's own one, or that of the `withDomain` around it. */
export function currentDomain(): ClockDomain {
  return currentContext('currentDomain()').domain;
}

/** Registers, memories, instances, properties and inputs made in `body` belong to the domain. */
export function withDomain<T>(domain: ClockDomain, body: () => T): T {
  const context = currentContext('withDomain()');
  requireOwnDomain(domain);
  const outer = context.domain;
  context.domain = domain;
  try {
    return body();
  } finally {
    context.domain = outer;
  }
}

/** @throws BurinError B010 for a domain that another module declared. */
export function requireOwnDomain(domain: ClockDomain): void {
  if (currentContext('a clock domain').domains.includes(domain)) return;
  languageError(
    'B010',
    `clock domain ${domain.name || 'of another module'} does not belong to the module at hand`,
    'declare it in the body of this module: clockDomain(); its parent connects it',
  );
}
