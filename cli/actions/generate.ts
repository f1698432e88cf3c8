import { join } from 'node:path';
import { accelerators, ultraTrail } from '../../generators/accelerators/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { designFiles } from '../../generators/output/design-files.ts';
import { refuseFolder, writeFolder } from '../../generators/output/write-folder.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import type { GenerateOptions } from '../commands/generate.ts';
import { printJson, printNotes } from '../output.ts';
import { parseSettings } from '../set-option.ts';
import { collectWarnings, warningsFound } from '../warnings.ts';

export function generate({ accelerator: name, network, set, warn, dialect, out, json }: GenerateOptions): void {
  if (!accelerators.some((accelerator) => accelerator.name === name)) {
    const names = accelerators.map((accelerator) => accelerator.name);
    fail('B523', `there is no accelerator ${name}`, `choose one of ${names.join(', ')}`);
  }
  const warnings = collectWarnings(warn);
  const folder = out ?? join('rtl-out', name);
  refuseFolder(folder);
  const settings = parseSettings(set ?? [], ultraTrail.parameters());
  const deployment = network === undefined ? undefined : deploy(loadNetwork(network), settings);
  const parameters = deployment?.parameters ?? ultraTrail.parameters(settings);
  const circuit = elaborateAccelerator(parameters, warnings);
  const files = designFiles({ accelerator: name, circuit, parameters, program: deployment?.program, dialect });
  writeFolder(folder, files);
  printNotes(deployment?.notes ?? []);
  if (json) {
    const report = JSON.parse(files.get('report.json')!);
    printJson({ ...report, ...warningsFound(warnings) });
    return;
  }
  const modules = [...files.keys()].filter((file) => file.endsWith('.sv')).length;
  process.stdout.write(`${folder}: ${modules} modules, files.f, ${name}.ts, report.json`);
  process.stdout.write(deployment ? `, program.json and images of ${deployment.program.network}\n` : '\n');
  if (deployment) {
    const { cycles, startUpCycles, layers } = deployment.program;
    process.stdout.write(`${layers.length} layers, ${cycles} cycles and ${startUpCycles} of start-up\n`);
  }
}
