import { join } from 'node:path';
import { accelerators, tensorTrail, ultraTrail } from '../../generators/accelerators/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { shippedNetworks } from '../../generators/networks/format/shipped-networks.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { type Design, designFiles } from '../../generators/output/design-files.ts';
import { tensorTrailFiles } from '../../generators/output/tensortrail-files.ts';
import { ultraTrailFiles } from '../../generators/output/ultratrail-files.ts';
import { refuseFolder, writeFolder } from '../../generators/output/write-folder.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { elaborateTensorTrail } from '../../sim/models/simulated-machine.ts';
import type { GenerateOptions } from '../commands/generate.ts';
import { isModel } from '../is-model.ts';
import { printJson, printNotes } from '../output.ts';
import { parseSettings } from '../set-option.ts';
import { UsageError } from '../usage-error.ts';
import { collectWarnings, type Warnings, warningsFound } from '../warnings.ts';
import { deploymentNotes, deployWithOptions } from './start-model-engine.ts';

interface Generated extends Pick<Design, 'circuit' | 'parameters' | 'network'> {
  readonly notes: readonly string[];
}

export function generate(options: GenerateOptions): void {
  const { accelerator: name, warn, dialect, out, json } = options;
  if (!accelerators.some((accelerator) => accelerator.name === name)) {
    const names = accelerators.map((accelerator) => accelerator.name);
    fail('B523', `there is no accelerator ${name}`, `choose one of ${names.join(', ')}`);
  }
  const warnings = collectWarnings(warn);
  const folder = out ?? join('rtl-out', name);
  refuseFolder(folder);
  const { notes, ...design } = name === tensorTrail.name ? tensor(options, warnings) : ultra(options, warnings);
  const files = designFiles({ accelerator: name, ...design, dialect });
  writeFolder(folder, files);
  printNotes(notes);
  if (json) {
    const report = JSON.parse(files.get('report.json')!);
    printJson({ ...report, ...warningsFound(warnings) });
    return;
  }
  process.stdout.write(describe(folder, name, files, design.network?.report));
}

function ultra(options: GenerateOptions, warnings: Warnings): Generated {
  const { network, set, fold, partition, patches, arithmetic } = options;
  if (!fold || partition || patches !== undefined || arithmetic !== undefined) {
    throw new UsageError('--fold, --partition, --patches and --arithmetic are for model files, on tensortrail.');
  }
  if (network !== undefined && isModel(network)) {
    fail('B788', `${network} is a model file, which UltraTrail does not run`, 'generate tensortrail for it');
  }
  const settings = parseSettings(set ?? [], ultraTrail.parameters());
  const deployment = network === undefined ? undefined : deploy(loadNetwork(network), settings);
  const parameters = deployment?.parameters ?? ultraTrail.parameters(settings);
  return {
    circuit: elaborateAccelerator(parameters, warnings),
    parameters,
    network: deployment && ultraTrailFiles(deployment.program),
    notes: deployment?.notes ?? [],
  };
}

function tensor(options: GenerateOptions, warnings: Warnings): Generated {
  const { network, set } = options;
  if (network !== undefined && shippedNetworks.includes(network)) {
    fail('B788', `${network} is a network of one dimension in Burin's own format`, 'generate ultratrail for it');
  }
  const deployment = network === undefined ? undefined : deployWithOptions(loadModel(network), options);
  const parameters =
    deployment?.program.parameters ?? tensorTrail.parameters(parseSettings(set ?? [], tensorTrail.parameters()));
  return {
    circuit: elaborateTensorTrail(parameters, warnings),
    parameters,
    network: deployment && tensorTrailFiles(deployment.image, deployment.program, deployment),
    notes: deployment ? deploymentNotes(deployment) : [],
  };
}

function describe(
  folder: string,
  accelerator: string,
  files: ReadonlyMap<string, string>,
  network: NonNullable<Design['network']>['report'] | undefined,
): string {
  const modules = [...files.keys()].filter((file) => file.endsWith('.sv')).length;
  const written = `${folder}: ${modules} modules, files.f, ${accelerator}.ts, report.json`;
  if (!network) return `${written}\n`;
  const driver = files.has(`${accelerator}.c`) ? `, a driver (${accelerator}.h, ${accelerator}.c)` : '';
  const { name, layers, cycles, startUpCycles } = network;
  return (
    `${written}, program.json and images of ${name}${driver}\n` +
    `${layers.length} layers, ${cycles} cycles and ${startUpCycles} of start-up\n`
  );
}
