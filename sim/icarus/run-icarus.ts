import { fail } from '../../generators/diagnostics.ts';
import { runTool } from '../verilator/run-tool.ts';

/** A step of Icarus Verilog: what it printed, or why it refuses. */
export type IcarusResult = { readonly printed: string } | { readonly refusal: string };

interface IcarusStep {
  readonly directory: string;
  readonly timeoutSeconds: number;
}

const program = 'bench.vvp';

/**
 * Compiles files of `directory` into it.
 * @throws BurinError B530 where Icarus is missing, B503 when the time is over
 */
export async function compileIcarus(
  files: readonly string[],
  top: string,
  { directory, timeoutSeconds }: IcarusStep,
): Promise<IcarusResult> {
  const compiled = await runTool({
    command: 'iverilog',
    arguments: ['-g2012', '-o', program, '-s', top, ...files],
    directory,
    timeoutSeconds,
    writes: [program],
  });
  if (!compiled) fail('B530', 'iverilog was not found', icarusRemedy);
  return compiled.exitCode === 0 ? { printed: compiled.output } : { refusal: firstLines(compiled.output) };
}

/** Runs what `compileIcarus` left in `folder`, with `directory` as the working directory. */
export async function runIcarus(
  folder: string,
  { directory, timeoutSeconds }: IcarusStep,
  options: readonly string[] = [],
): Promise<IcarusResult> {
  const ran = await runTool({
    command: 'vvp',
    arguments: ['-n', `${folder}/${program}`, ...options],
    directory,
    timeoutSeconds,
  });
  if (!ran) fail('B530', 'vvp was not found', icarusRemedy);
  return ran.exitCode === 0 ? { printed: ran.output } : { refusal: firstLines(ran.output) };
}

/** What makes Icarus available. */
export const icarusRemedy = 'install the Debian package iverilog (apt-get install iverilog), or leave icarus out';

/** The lines that tell of errors, or the first ones where none does. */
export function firstLines(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error|assert|sorry/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(0, 3).join('; ');
}
