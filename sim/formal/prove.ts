import { BurinError } from '../../generators/diagnostics.ts';
import type { Stimulus } from '../stimulus.ts';
import { readCounterexample } from './counterexample.ts';
import type { ProofSubject } from './subject.ts';
import { runYosys } from './yosys.ts';

export interface ProofOptions {
  /** Cycles that induction looks back, and first cycles that are searched for a difference; default 8. */
  readonly depth?: number;
  /** Time for each of the two attempts, the proof and the search; default 60. */
  readonly timeoutSeconds?: number;
}

export type ProofResult =
  /** The outputs agree in every cycle, for all inputs, from the start and from any state that both sides share. */
  | { readonly kind: 'proven' }
  /** The inputs that lead both, started at 0, to other outputs in the last of the cycles. */
  | { readonly kind: 'counterexample'; readonly stimulus: Stimulus }
  /** Neither: a difference needs more cycles or a proof needs more help, or there was no time, or yosys refused. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Whether two designs with the same ports behave alike. Signals of equal names (as both flat designs have them) are the
 * steps of an induction over pairs; where it does not succeed, the first cycles are searched for a difference, and the
 * outputs are tried by induction as a whole. All state changes at the rising edges of one clock.
 * @throws BurinError B540 where yosys is missing, and nothing for a difference
 */
export async function proveEquivalent(
  a: ProofSubject,
  b: ProofSubject,
  { depth = 8, timeoutSeconds = 60 }: ProofOptions = {},
): Promise<ProofResult> {
  if ((a.clocks ?? b.clocks ?? 1) > 1) return { kind: 'unknown', reason: 'designs of several clocks are not compared' };
  const files = [...inFolder('a', a), ...inFolder('b', b)];
  const read = [...readSide('a', a, 'gold'), ...readSide('b', b, 'gate')];
  const attempt = async (commands: readonly string[]): Promise<{ output: string } | { reason: string }> => {
    try {
      const { output, exitCode } = await runYosys({ files, script: [...read, ...commands], timeoutSeconds });
      const error = output.split('\n').find((line) => line.startsWith('ERROR:') || /: ERROR: /.test(line));
      return exitCode === 0 ? { output } : { reason: error ?? `yosys ended with exit code ${exitCode}` };
    } catch (error) {
      if (!(error instanceof BurinError) || error.diagnostics[0]?.code !== 'B503') throw error;
      return { reason: `no answer within ${timeoutSeconds} s` };
    }
  };
  const paired = await attempt(pairwise(depth));
  if ('output' in paired && /Equivalence successfully proven!/.test(paired.output)) return { kind: 'proven' };
  const searched = await attempt(search(depth));
  if ('reason' in searched) return { kind: 'unknown', reason: searched.reason };
  if (/Induction step proven: SUCCESS!/.test(searched.output)) return { kind: 'proven' };
  const stimulus = readCounterexample(searched.output, a.inputs ?? b.inputs);
  if (stimulus) return { kind: 'counterexample', stimulus };
  const searchedOnly = `no difference in ${depth} cycles, and no proof by as many`;
  return { kind: 'unknown', reason: 'reason' in paired ? `${paired.reason}; ${searchedOnly}` : searchedOnly };
}

const fileName = (side: string, name: string): string => `${side}-${name}`;

function inFolder(side: string, { files }: ProofSubject): ProofSubject['files'] {
  return files.map(({ name, text }) => ({ name: fileName(side, name), text }));
}

function readSide(side: string, { language, files, top }: ProofSubject, name: string): readonly string[] {
  const names = files.map((file) => fileName(side, file.name)).join(' ');
  const reading =
    language === 'rtlil'
      ? files.map((file) => `read_rtlil ${fileName(side, file.name)}`)
      : [`read_verilog -sv ${names}`];
  return [
    ...reading,
    `hierarchy -check -top ${top}`,
    'proc',
    'flatten',
    'memory_collect',
    'memory_map',
    'opt_expr',
    'opt_clean',
    `rename ${top} ${name}`,
    `design -stash ${name}`,
  ];
}

const both = ['design -copy-from gold -as gold gold', 'design -copy-from gate -as gate gate'];

function pairwise(depth: number): readonly string[] {
  return [
    ...both,
    // Refuses designs with other ports, which the pairs would not miss.
    'miter -equiv gold gate ports',
    'delete ports',
    'equiv_make gold gate pairs',
    'hierarchy -top pairs',
    'opt_merge',
    'equiv_simple',
    `equiv_induct -seq ${depth}`,
    'equiv_status',
  ];
}

function search(depth: number): readonly string[] {
  return [
    ...both,
    'miter -equiv -make_outputs -flatten gold gate miter',
    'hierarchy -top miter',
    'opt_merge',
    `sat -tempinduct -prove trigger 0 -set-init-zero -maxsteps ${depth} -show-inputs miter`,
  ];
}
