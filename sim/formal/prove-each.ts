import type { Circuit, LogicModule, Module, Property, SourceLocation } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { type ProveOptions, prove } from './prove-properties.ts';

/** What is known of one `assert` or `cover` of the source, in all instances of its module. */
export interface PropertyVerdict {
  readonly kind: 'assert' | 'cover';
  /** Its name in the flat design, of the first instance or of the one that failed. */
  readonly property: string;
  readonly location: SourceLocation;
  /**
   * `proven`: it holds in every cycle. `holds`: in the first `cycles`, and what comes later was not asked or not answered.
   * `refuted`: it fails in the cycle `cycles`. `met`: a cover, in the cycle `cycles`. `unreachable`: a cover that no run
   * meets. `unknown`: `message` says why.
   */
  readonly verdict: 'proven' | 'holds' | 'refuted' | 'met' | 'unreachable' | 'unknown';
  readonly cycles?: number;
  /** What the assertion says where it fails; or why nothing is known, and what to do. */
  readonly message?: string;
  readonly wave?: string;
}

/** A property as it stands in the source. */
interface SourceProperty {
  readonly module: string;
  readonly name: string;
  readonly kind: 'assert' | 'cover';
  readonly flat: readonly string[];
  readonly location: SourceLocation;
}

/**
 * Proves the assertions and covers of a design one by one: assertions together first, as they help each other; what fails
 * is left out of the next proof. Takes at most one proof for each property and one more for each that fails, and
 * `timeoutSeconds` is for each of them.
 * @throws BurinError as `prove`; B541 where the design has neither assertions nor covers
 */
export async function proveEach(
  circuit: Circuit,
  {
    kind = 'induction',
    ...options
  }: Omit<ProveOptions, 'observer' | 'kind'> & { readonly kind?: 'induction' | 'bmc' } = {},
): Promise<readonly PropertyVerdict[]> {
  const properties = sourceProperties(circuit);
  if (properties.length === 0) {
    fail(
      'B541',
      `${circuit.top.name} asserts and covers nothing`,
      'give it assert(…) or cover(…)',
      circuit.top.location,
    );
  }
  const asserts = properties.filter((property) => property.kind === 'assert');
  const verdicts = new Map<SourceProperty, PropertyVerdict>();
  let open = asserts;
  while (open.length > 0) {
    const known = await proveTogether(circuit, open, { ...options, kind });
    for (const [property, verdict] of known) verdicts.set(property, verdict);
    // Alone an assertion may be proven where the proof of all ended without an answer.
    const isAnswered = [...known.values()].every(({ verdict }) => verdict === 'proven' || verdict === 'refuted');
    if (!isAnswered && kind === 'induction' && open.length > 1) {
      for (const property of open) {
        const alone = await proveTogether(circuit, [property], { ...options, kind });
        for (const [answered, verdict] of alone) verdicts.set(answered, verdict);
      }
    }
    open = open.filter((property) => !verdicts.has(property));
  }
  for (const property of properties) {
    if (property.kind === 'cover') verdicts.set(property, await meet(circuit, property, options));
  }
  return properties.map((property) => verdicts.get(property)!);
}

/** What one proof tells: of all of them, or of the one that fails. */
async function proveTogether(
  circuit: Circuit,
  asserts: readonly SourceProperty[],
  options: ProveOptions,
): Promise<ReadonlyMap<SourceProperty, PropertyVerdict>> {
  const proof = await prove(withOnly(circuit, asserts), options);
  const ofAll = (more: Omit<PropertyVerdict, 'kind' | 'property' | 'location'>) =>
    new Map(asserts.map((property) => [property, { ...described(property), ...more }]));
  switch (proof.kind) {
    case 'proven':
      return ofAll(proof.cycles === undefined ? { verdict: 'proven' } : { verdict: 'holds', cycles: proof.cycles });
    case 'refuted': {
      const { violation, wave } = proof;
      const property = asserts.find(({ flat }) => flat.includes(violation.property))!;
      const message = violation.text === '' ? {} : { message: violation.text };
      const name = { property: violation.property };
      return new Map([
        [property, { ...described(property), ...name, verdict: 'refuted', cycles: violation.cycle, ...message, wave }],
      ]);
    }
    case 'unknown': {
      const { reason, remedy, cycles, wave } = proof;
      const shown = { message: `${reason}; ${remedy}`, ...(wave === undefined ? {} : { wave }) };
      return ofAll(cycles === undefined ? { verdict: 'unknown', ...shown } : { verdict: 'holds', cycles, ...shown });
    }
    default:
      throw new Error(`a proof of assertions ended as ${proof.kind}`);
  }
}

async function meet(circuit: Circuit, cover: SourceProperty, options: ProveOptions): Promise<PropertyVerdict> {
  const proof = await prove(withOnly(circuit, [cover]), { ...options, kind: 'cover' });
  const known = described(cover);
  switch (proof.kind) {
    case 'proven': {
      const { property, stimulus, wave } = proof.witnesses![0]!;
      return { ...known, property, verdict: 'met', cycles: stimulus.length - 1, wave };
    }
    case 'unreachable':
      return { ...known, property: proof.property, verdict: 'unreachable' };
    case 'unknown':
      return { ...known, verdict: 'unknown', message: `${proof.reason}; ${proof.remedy}` };
    case 'refuted':
      throw new Error(`an assertion that was left out of the proof failed: ${proof.violation.property}`);
  }
}

function described({ kind, flat, location }: SourceProperty): Pick<PropertyVerdict, 'kind' | 'property' | 'location'> {
  return { kind, property: flat[0]!, location };
}

function sourceProperties({ top }: Circuit): readonly SourceProperty[] {
  const found = new Map<Property, SourceProperty & { readonly flat: string[] }>();
  const visit = (module: LogicModule, path: string) => {
    for (const property of module.properties ?? []) {
      const { kind, name, location } = property;
      if (kind !== 'assert' && kind !== 'cover') continue;
      const known = found.get(property);
      if (known) known.flat.push(path + name);
      else found.set(property, { module: module.name, name, kind, location, flat: [path + name] });
    }
    for (const { name, module: inner } of module.instances) {
      const running = inner.kind === 'external' ? inner.model : inner;
      if (running?.kind === 'logic') visit(running, `${path}${name}.`);
    }
  };
  visit(top, '');
  return [...found.values()];
}

/** The circuit with no other assertions and covers than these. */
function withOnly(circuit: Circuit, kept: readonly SourceProperty[]): Circuit {
  const isKept = (module: LogicModule, { kind, name }: Property) =>
    (kind !== 'assert' && kind !== 'cover') || kept.some((one) => one.module === module.name && one.name === name);
  // Signals, instances and modules refer to each other, so all are copied at once.
  const copy = structuredClone(circuit);
  const visit = (module: Module | undefined): void => {
    if (module?.kind === 'external') visit(module.model);
    if (module?.kind !== 'logic' || !module.properties) return;
    const own = module as { properties: readonly Property[] };
    own.properties = module.properties.filter((property) => isKept(module, property));
  };
  for (const module of copy.modules) visit(module);
  return copy;
}
