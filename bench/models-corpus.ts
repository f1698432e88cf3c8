/*
 * Model files of others, one line each: `node --import ./bin/strip-types.mjs bench/models-corpus.ts [options] files or
 * folders…`. Each file is imported, computed and compared with tflite-micro, compiled for an 8×8 TensorTrail and, where
 * it takes few cycles, simulated tensor by tensor. Behind the lines: counts, and reasons by the files that they cost.
 *
 *   --cycles 300000         most cycles of a circuit that is simulated
 *   --macs 2000000000       most multiplications of a network that is computed and compiled
 *   --seconds 300           most for one file
 *   --memory 3000           most megabytes of the heap for one file
 *   --seed 1                of the inputs
 *   --results file          results, one JSON object a line, for further questions
 *
 * Needs what `bench/peers/install.ts tflite` installs. Ends with 1 where something differs, breaks or takes too long.
 */
import { appendFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type FileResult, nothingKnown } from './corpus/file-result.ts';
import { corpusSummary, fileLine } from './corpus/lines.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cycles: { type: 'string', default: '300000' },
    macs: { type: 'string', default: '2000000000' },
    seconds: { type: 'string', default: '300' },
    memory: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    results: { type: 'string' },
  },
});

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesIn(join(path, name)))
    .filter((file) => /\.(tflite|onnx)$/.test(file));
}

/** A process for each file, so that one that ends badly is a line like the others. */
async function check(file: string): Promise<FileResult> {
  const start = performance.now();
  const { stdout, stderr, timedOut, failed } = await execa(
    process.execPath,
    [
      `--max-old-space-size=${values.memory}`,
      '--import',
      './bin/strip-types.mjs',
      'bench/corpus/file-process.ts',
      file,
      values.cycles,
      values.macs,
      values.seed,
    ],
    { timeout: Number(values.seconds) * 1000, reject: false, killSignal: 'SIGKILL' },
  );
  if (!failed) return JSON.parse(stdout) as FileResult;
  const said = stderr.split('\n').find((line) => /Error|FATAL/.test(line)) ?? stderr.slice(0, 200);
  return {
    ...nothingKnown(file),
    fault: timedOut ? `not done in ${values.seconds} s` : `the process ended: ${said}`,
    seconds: (performance.now() - start) / 1000,
  };
}

const files = positionals.flatMap(filesIn);
const results: FileResult[] = [];
if (values.results) writeFileSync(values.results, '');
for (const file of files) {
  const result = await check(file);
  results.push(result);
  console.log(fileLine(result, basename(file)));
  if (values.results) appendFileSync(values.results, `${JSON.stringify(result)}\n`);
}
console.log(corpusSummary(results));
if (results.some(({ fault }) => fault !== undefined)) process.exitCode = 1;
