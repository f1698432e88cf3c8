import type { CommandModule } from 'yargs';
import { accelerators } from '../../generators/accelerators/index.ts';

export const listCommand: CommandModule<object, { json: boolean }> = {
  command: 'list',
  describe: 'List the accelerators and their parameters',
  builder: (yargs) =>
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON and nothing else' })
      .example('$0 list', 'what can be generated, and what can be set'),
  handler: async ({ json }) => {
    // Reads our sources with a compiler, which takes longer to load than all the rest: only here.
    const { describeAccelerator } = await import('../accelerator-documentation.ts');
    const descriptions = accelerators.map(describeAccelerator);
    if (json) {
      process.stdout.write(`${JSON.stringify(descriptions, null, 2)}\n`);
      return;
    }
    for (const { name, summary, parameters } of descriptions) {
      process.stdout.write(`${name}: ${summary}\n\n`);
      const widest = Math.max(...parameters.map((parameter) => parameter.name.length));
      const widestDefault = Math.max(...parameters.map((parameter) => `${parameter.default}`.length));
      for (const parameter of parameters) {
        const line = `  ${parameter.name.padEnd(widest)}  ${`${parameter.default}`.padEnd(widestDefault)}  ${parameter.meaning}`;
        process.stdout.write(`${line}\n`);
      }
      process.stdout.write(
        `\nSet one with: burin generate ${name} --set ${parameters[0]?.name}=${parameters[0]?.default}\n`,
      );
    }
  },
};
