import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { elaborate, type ModuleFunction, type PortRecord } from '../../generators/language/index.ts';
import { emitVerilog, type VerilogFile, type VerilogOptions } from '../../generators/verilog/index.ts';
import { compareRows, type Difference, describePlace } from './compare.ts';
import { type Cycle, readStimuli, type StimulusSource } from './cycles.ts';
import { type GoldenModel, goldenRows, isTransactionModel } from './golden-model.ts';
import { inParallel } from './in-parallel.ts';
import type { NamedEngine, TraceRequest, TraceRow } from './trace.ts';
import {
  type MissingEngine,
  missingEngine,
  type TraceEngineName,
  traceEngine,
  traceEngineNames,
} from './trace-engines.ts';
import { transactionDifference } from './transactions.ts';

interface EquivalenceOptions {
  /** What the design should do; without it the first engine is what the others are compared with. */
  readonly golden?: GoldenModel;
  readonly stimuli: StimulusSource;
  /** All that are installed, unless given; a text of that name, or an engine of the caller's own. */
  readonly engines?: readonly (TraceEngineName | NamedEngine)[];
  /** How the circuit is printed for the engines that read SystemVerilog. */
  readonly verilog?: Pick<VerilogOptions, 'dialect'>;
  /** Time for each step of an outside tool; default 600. */
  readonly timeoutSeconds?: number;
  readonly onProgress?: (progress: EquivalenceProgress) => void;
}

/** A design to check: a circuit, or a module and its parameters. */
export type EquivalenceRequest<Parameters = undefined, Ports extends PortRecord = PortRecord> = EquivalenceOptions &
  (
    | { readonly design: Circuit }
    | { readonly design: ModuleFunction<Parameters, Ports>; readonly parameters: Parameters }
    | { readonly design: ModuleFunction<undefined, Ports> }
  );

export interface EquivalenceProgress {
  readonly engine: string;
  readonly cycles: number;
  readonly of: number;
}

export interface EngineReport {
  readonly engine: string;
  readonly comparedValues: number;
  readonly seconds: number;
  /** Checked cycles per second, with all preparation. */
  readonly cyclesPerSecond: number;
  readonly difference?: Difference;
}

export interface EquivalenceReport {
  /** Name of the top module. */
  readonly design: string;
  readonly equivalent: boolean;
  readonly cycles: number;
  /** What the engines were compared with: `golden`, or an engine. */
  readonly reference: string;
  readonly engines: readonly EngineReport[];
  /** Engines that were not installed; none of them was asked for by name. */
  readonly missing: readonly MissingEngine[];
  /** The first difference of all engines. */
  readonly difference?: Difference;
}

/**
 * Runs a design cycle by cycle on every engine and compares the outputs before each edge with those of the golden model,
 * or of the first engine. Registers and memories start at 0, but for initial contents. Stimuli and values are held in
 * memory: some 100 bytes for each port and cycle.
 * @throws BurinError B550 for an engine that was asked for and is not installed or for nothing to compare with, B551 for
 * impossible stimuli, B552 for an impossible golden model, and what the engines throw.
 */
export async function checkEquivalence<Parameters, Ports extends PortRecord>(
  request: EquivalenceRequest<Parameters, Ports>,
): Promise<EquivalenceReport> {
  const circuit = circuitOf(request);
  const { golden, verilog, timeoutSeconds = 600, onProgress = () => {} } = request;
  const { engines, missing } = chooseEngines(request.engines);
  const cycles = readStimuli(circuit, request.stimuli);
  const perCycle = golden && !isTransactionModel(golden) ? golden : undefined;
  if (engines.length === 0 || (!golden && engines.length < 2)) {
    fail('B550', 'there is nothing to compare with', 'give a golden model, or two engines');
  }
  let printed: readonly VerilogFile[] | undefined;
  const files = (): readonly VerilogFile[] => {
    printed ??= emitVerilog(circuit, { ...verilog, verification: 'omit', sourceComments: false });
    return printed;
  };
  const run = (engine: NamedEngine, expected?: readonly TraceRow[]): Promise<Run> =>
    runEngine(engine, {
      circuit,
      files,
      cycles,
      ...(expected ? { expected } : {}),
      timeoutSeconds,
      onProgress: (done) => onProgress({ engine: engine.name, cycles: done, of: cycles.length }),
    });

  // The first engine runs alone only where its values are what the others are told to expect.
  const first = perCycle ? undefined : await run(engines[0]!);
  const expected = perCycle ? goldenRows(circuit, perCycle, cycles) : first!.rows;
  const reference = golden ? 'golden' : engines[0]!.name;
  const others = await inParallel((first ? engines.slice(1) : engines).map((engine) => () => run(engine, expected)));
  const compare = (one: Run, of: string): EngineReport => report(circuit, cycles, one, { rows: expected, name: of });
  const reports = others.map((one) => compare(one, perCycle ? 'golden' : engines[0]!.name));
  if (first) reports.unshift(golden ? checkTransactions(circuit, golden, cycles, first) : compare(first, first.engine));
  const differences = reports.flatMap(({ difference }) => difference ?? []);
  const difference = differences.sort((one, other) => one.cycle - other.cycle)[0];
  return {
    design: circuit.top.name,
    equivalent: !difference,
    cycles: cycles.length,
    reference,
    engines: reports,
    missing,
    ...(difference ? { difference } : {}),
  };
}

function circuitOf<Parameters, Ports extends PortRecord>(request: EquivalenceRequest<Parameters, Ports>): Circuit {
  if (typeof request.design !== 'function') return request.design;
  const parameters = 'parameters' in request ? request.parameters : undefined;
  const circuit = elaborate(request.design as ModuleFunction<Parameters | undefined, Ports>, parameters);
  requireSound(circuit);
  return circuit;
}

function chooseEngines(asked: EquivalenceOptions['engines']): {
  readonly engines: readonly NamedEngine[];
  readonly missing: readonly MissingEngine[];
} {
  const chosen = asked ?? traceEngineNames;
  const missing = chosen.flatMap((engine) => (typeof engine === 'string' ? (missingEngine(engine) ?? []) : []));
  if (asked && missing[0]) {
    const { engine, missing: commands, install } = missing[0];
    fail('B550', `engine ${engine} is not installed: ${commands.join(', ')} not found`, install);
  }
  const lacking = new Set<string>(missing.map(({ engine }) => engine));
  const engines = chosen
    .map((engine) => (typeof engine === 'string' ? { name: engine, trace: traceEngine(engine) } : engine))
    .filter(({ name }) => asked !== undefined || !lacking.has(name));
  return { engines, missing };
}

interface Run {
  readonly engine: string;
  readonly rows: readonly TraceRow[];
  readonly failure?: string;
  readonly seconds: number;
}

async function runEngine({ name, trace }: NamedEngine, request: TraceRequest): Promise<Run> {
  const start = performance.now();
  const result = await trace(request);
  return { engine: name, ...result, seconds: (performance.now() - start) / 1000 };
}

const speed = ({ seconds }: Run, cycles: readonly Cycle[]) => ({
  seconds,
  cyclesPerSecond: Math.round(cycles.length / seconds),
});

function report(
  circuit: Circuit,
  cycles: readonly Cycle[],
  run: Run,
  reference: { readonly rows: readonly TraceRow[]; readonly name: string },
): EngineReport {
  const { comparedValues, difference } = compareRows(circuit, cycles, reference, { rows: run.rows, name: run.engine });
  const failed: Difference | undefined = run.failure
    ? {
        engine: run.engine,
        reference: reference.name,
        cycle: cycles.length - 1,
        signal: 'the test',
        expected: 'to pass',
        received: run.failure,
      }
    : undefined;
  const found = difference ?? failed;
  return { engine: run.engine, comparedValues, ...speed(run, cycles), ...(found ? { difference: found } : {}) };
}

function checkTransactions(circuit: Circuit, golden: GoldenModel, cycles: readonly Cycle[], run: Run): EngineReport {
  if (!isTransactionModel(golden)) throw new TypeError('a model by cycles is compared row by row');
  const { difference, comparedValues } = transactionDifference(circuit, golden, cycles, run.rows);
  const place = difference && describePlace(circuit, cycles, difference.cycle, [{ name: run.engine, rows: run.rows }]);
  return {
    engine: run.engine,
    comparedValues,
    ...speed(run, cycles),
    ...(difference ? { difference: { engine: run.engine, reference: 'golden', ...difference, ...place } } : {}),
  };
}
