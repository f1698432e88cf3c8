import { join, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { accelerators, ultraTrail } from '../../generators/accelerators/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { designFiles } from '../../generators/output/design-files.ts';
import { writeFolder } from '../../generators/output/write-folder.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { parseSettings } from '../set-option.ts';

interface Options {
  readonly accelerator: string;
  readonly network: string | undefined;
  readonly set: string[];
  readonly out: string | undefined;
  readonly json: boolean;
}

export const generateCommand: CommandModule<object, Options> = {
  command: 'generate <accelerator>',
  describe: 'Write the SystemVerilog of an accelerator, and the images that run a network on it',
  builder: (yargs) =>
    yargs
      .positional('accelerator', { type: 'string', demandOption: true, describe: 'One that `burin list` names' })
      .option('network', { type: 'string', describe: 'A network file, or the name of a shipped one' })
      .option('set', { type: 'string', array: true, nargs: 1, default: [], describe: 'A parameter, as name=value' })
      .option('out', { type: 'string', describe: 'The folder to write; rtl-out/<accelerator> unless given' })
      .option('json', { type: 'boolean', default: false, describe: 'Print the report as JSON and nothing else' })
      .example('$0 generate ultratrail --network kws', 'the published accelerator with the shipped keyword network')
      .example('$0 generate ultratrail --set array=4 --out rtl-out/small', 'a 4×4 array without a network'),
  handler: ({ accelerator: name, network, set, out, json }) => {
    const accelerator = accelerators.find((candidate) => candidate.name === name);
    if (!accelerator) {
      fail(
        'B523',
        `there is no accelerator ${name}`,
        `choose one of ${accelerators.map((one) => one.name).join(', ')}`,
      );
    }
    const settings = parseSettings(set, ultraTrail.parameters());
    const deployment = network === undefined ? undefined : deploy(loadNetwork(network), settings);
    const parameters = deployment?.parameters ?? ultraTrail.parameters(settings);
    const files = designFiles({
      accelerator: name,
      circuit: elaborateAccelerator(parameters),
      parameters,
      program: deployment?.program,
    });
    const folder = out ?? join('rtl-out', name);
    writeFolder(folder, files);
    for (const note of deployment?.notes ?? []) process.stderr.write(`${note}\n`);
    if (json) {
      process.stdout.write(files.get('report.json')!);
      return;
    }
    const modules = [...files.keys()].filter((file) => file.endsWith('.sv')).length;
    process.stdout.write(`${relative('.', folder) || '.'}: ${modules} modules, files.f, report.json`);
    process.stdout.write(deployment ? `, program.json and images of ${deployment.program.network}\n` : '\n');
    if (deployment) {
      const { cycles, startUpCycles, layers } = deployment.program;
      process.stdout.write(`${layers.length} layers, ${cycles} cycles and ${startUpCycles} of start-up\n`);
    }
  },
};
