/* Started by `burin prove`: loads a design and proves it. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Circuit } from '../generators/circuit/types.ts';
import { fail, formatLocation, placeInUserCode, relativeFile } from '../generators/diagnostics.ts';
import type { ModuleFunction, PortRecord } from '../generators/language/index.ts';
import { type PropertyVerdict, proveEach } from '../sim/formal/prove-each.ts';
import type { ProofRequest } from './actions/prove.ts';
import { elaborateAsked, parametersOf } from './asked-parameters.ts';
import { reportFailure } from './failure.ts';
import { printJson } from './output.ts';

type AnyModule = ModuleFunction<unknown, PortRecord>;
type Export = readonly [name: string, design: Circuit | AnyModule];

try {
  await prove(JSON.parse(process.argv[2]!) as ProofRequest);
} catch (error) {
  // The design may have an installation of Burin of its own, whose errors are of another class.
  if (error instanceof Error && error.name === 'BurinError') {
    process.exitCode = 1;
    process.stderr.write(`${error.message}\n`);
  } else reportFailure(error);
}

async function prove({ file, module, set, json, ...options }: ProofRequest): Promise<void> {
  const circuit = await circuitOf(file, module, set);
  const verdicts = await proveEach(circuit, options);
  if (json) printJson({ design: circuit.top.name, ...options, properties: verdicts.map(withPlace) });
  else process.stdout.write(verdicts.map((verdict) => describe(verdict)).join(''));
  const isWanted = ({ verdict }: PropertyVerdict) =>
    verdict === 'proven' || verdict === 'met' || (verdict === 'holds' && options.kind === 'bmc');
  if (!verdicts.every(isWanted)) process.exitCode = 1;
}

/** The circuit that the file exports, or that of its module for the parameters. */
async function circuitOf(file: string, wanted: string | undefined, set: readonly string[]): Promise<Circuit> {
  const found = exportsOf(await load(file));
  const chosen =
    wanted === undefined ? found : found.filter(([name, design]) => name === wanted || nameOf(design) === wanted);
  const shown = relativeFile(file);
  if (found.length === 0) {
    fail('B546', `${shown} exports neither a module nor a circuit`, 'export one: export const Counter = Module(…)');
  }
  const names = found.map(([name]) => name).join(', ');
  if (chosen.length === 0) fail('B546', `${shown} exports no module or circuit ${wanted}`, `choose one of ${names}`);
  if (chosen.length > 1) fail('B546', `${shown} exports ${names}`, `choose one with --module ${chosen[0]![0]}`);
  const [name, design] = chosen[0]!;
  if (typeof design !== 'function') {
    if (set.length === 0) return design;
    fail('B546', `${name} is a circuit, whose parameters are given already`, 'leave --set out, or export the module');
  }
  // The language under which the module was made: it knows the module's body.
  const language = createRequire(file).resolve('burin');
  const { elaborate } = (await import(
    pathToFileURL(language).href
  )) as typeof import('../generators/language/index.ts');
  return elaborateAsked(design, parametersOf(set), elaborate);
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof Error && error.name === 'BurinError') throw error;
    const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const place = error instanceof Error ? placeInUserCode(error) : undefined;
    const [first] = says.replaceAll(`${process.cwd()}/`, '').split('\n');
    return fail(
      'B545',
      `${relativeFile(file)} cannot be loaded: ${first}${place && !first!.includes(place) ? ` (${place})` : ''}`,
      'mend what it names; node --import burin/typescript shows the rest',
    );
  }
}

/** One design may be exported under several names. */
function exportsOf(exported: Readonly<Record<string, unknown>>): readonly Export[] {
  const found = Object.entries(exported).filter((entry): entry is [string, Circuit | AnyModule] => isDesign(entry[1]));
  return found.filter(([, design], place) => found.findIndex(([, other]) => other === design) === place);
}

function isDesign(value: unknown): value is Circuit | AnyModule {
  if (typeof value === 'function') return 'moduleName' in value && 'build' in value;
  return typeof value === 'object' && value !== null && 'top' in value && 'modules' in value;
}

function nameOf(design: Circuit | AnyModule): string | undefined {
  return typeof design === 'function' ? (design as unknown as { moduleName: string }).moduleName : design.top.name;
}

function withPlace({ location, ...verdict }: PropertyVerdict) {
  return { ...verdict, place: formatLocation(location) };
}

function describe(verdict: PropertyVerdict): string {
  const { property, cycles, message, wave } = verdict;
  const known = {
    proven: 'proven',
    holds: `holds in the first ${cycles} cycles`,
    refuted: `fails in cycle ${cycles}`,
    met: `met in cycle ${cycles}`,
    unreachable: 'never met',
    unknown: 'unknown',
  }[verdict.verdict];
  const because = message === undefined ? '' : `: ${message}`;
  const isShown = wave !== undefined && verdict.verdict !== 'met';
  const indented = isShown
    ? `${wave
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n')}\n`
    : '';
  return `${verdict.kind} ${property} (${formatLocation(verdict.location)}): ${known}${because}\n${indented}`;
}
