import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileGraph } from '../generators/networks/tensor-mapping/compile.ts';
import { prepareGraph } from '../sim/golden/graph/index.ts';
import { driveWrites } from '../sim/host/drive-host.ts';
import { tensorStart } from '../sim/host/tensortrail.ts';
import { simulatedMachine } from '../sim/host/tensortrail-machine.ts';
import { acceleratedModelEngine } from '../sim/models/accelerated-model-engine.ts';
import { deployModel } from '../sim/models/model-deployment.ts';
import { randomModelVectors } from '../sim/models/model-vectors.ts';
import { runtimesAreInstalled, runWithRuntimes } from './golden-peers/tensor-runtimes.ts';
import { digits, formatRatio, formatTable, formatTime } from './table.ts';
import { openTensorTrail } from './tensor-accelerator.ts';
import { modelFilePath, readModelFile, tinyNetworks } from './tensor-model-files.ts';

const rounds = 20;

/** From the imported graph to program, images and fitted parameters. */
export function compileTable(): string {
  const arrays = [4, 8, 16, 32];
  const rows = tinyNetworks.map(({ file, title }) => {
    const graph = readModelFile(file);
    const times = arrays.map((array) => best(() => void compileGraph(graph, { array }), 3));
    return [title, ...times.map(formatTime)];
  });
  return formatTable('Time to compile, best of 3', ['network', ...arrays.map((array) => `N = ${array}`)], rows);
}

function best(work: () => void, count: number): number {
  const times = Array.from({ length: count }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

/**
 * The keyword network on its accelerator of 64 multipliers in our engine and in Verilator, in turn: from the elaborated
 * circuit on, and an inference from start to done with the input in the memory. Verilator builds from nothing.
 */
export async function simulatorsTable(withVerilator: boolean): Promise<string> {
  const model = readModelFile('mlperf_kws_dscnn');
  const deployment = deployModel(model, { fold: false });
  const { program } = deployment;
  const [vector] = randomModelVectors(deployment.graph, 1, 1);
  const cache = mkdtempSync(join(tmpdir(), 'burin-bench-'));
  Object.assign(process.env, { BURIN_CACHE: cache, CCACHE_DISABLE: '1' });
  const entries = [];
  try {
    for (const name of withVerilator ? (['wasm', 'verilator'] as const) : (['wasm'] as const)) {
      const start = performance.now();
      const design = await openTensorTrail(program.parameters, name);
      design.step();
      await design.get('done');
      const startUp = performance.now() - start;
      // Its inputs stay in the memory only for the first run: what is computed afterwards takes as many cycles.
      const machine = simulatedMachine(name, design, program);
      await acceleratedModelEngine(deployment, machine).infer(vector!.inputs);
      entries.push({ name, design, startUp, best: Infinity });
    }
    for (let round = 0; round < rounds; round++) {
      for (const entry of entries) {
        const start = performance.now();
        driveWrites(entry.design, [tensorStart(program.parameters)]);
        entry.design.step(program.cycles);
        await entry.design.get('done');
        entry.best = Math.min(entry.best, performance.now() - start);
      }
    }
    for (const { design } of entries) await design.close();
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  const reference = entries.find(({ name }) => name === 'verilator');
  const golden = goldenMilliseconds();
  const others = peerMilliseconds();
  const simulated = entries.map(({ name, startUp, best: time }) => [
    `circuit, ${name}`,
    formatTime(startUp),
    formatTime(time),
    `${digits(program.cycles / time / 1000)} M`,
    reference ? formatRatio(reference.best / time) : '-',
  ]);
  const models = [['golden model', golden] as const, ...others].map(([name, time]) => [
    name,
    '',
    formatTime(time),
    '',
    '',
  ]);
  return formatTable(
    `Keyword spotting, DS-CNN: one inference (${program.cycles} cycles), best of ${rounds} rounds`,
    ['', 'elaborate, build', 'inference', 'cycles/s', 'of Verilator’s'],
    [...simulated, ...models],
  );
}

function goldenMilliseconds(): number {
  const graph = readModelFile('mlperf_kws_dscnn');
  const [vector] = randomModelVectors(graph, 1, 1);
  const prepared = prepareGraph(graph);
  return best(() => void prepared.run(vector!.inputs), 500);
}

/** Other runtimes through Python, one core, where they are installed. */
function peerMilliseconds(): readonly (readonly [string, number])[] {
  if (!runtimesAreInstalled()) return [];
  const runtimes = { tflm: 'tflite-micro', 'litert-ref': 'LiteRT, reference kernels', xnnpack: 'LiteRT, XNNPACK' };
  const names = Object.keys(runtimes) as (keyof typeof runtimes)[];
  const lines = names.map((runtime) => `${runtime} ${modelFilePath('mlperf_kws_dscnn')} 1500\n`);
  const times = runWithRuntimes('measure.py', [], lines.join('')).trim().split('\n').map(Number);
  return names.map((runtime, place) => [runtimes[runtime], times[place]!]);
}
