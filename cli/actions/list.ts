import { accelerators } from '../../generators/accelerators/index.ts';
import { type AcceleratorDescription, describeAccelerator } from '../accelerator-documentation.ts';
import type { ListOptions } from '../commands/list.ts';
import { printJson } from '../output.ts';

export function list({ json }: ListOptions): void {
  const descriptions = accelerators.map(describeAccelerator);
  if (json) printJson(descriptions);
  else process.stdout.write(descriptions.map(describe).join('\n'));
}

function describe({ name, summary, parameters }: AcceleratorDescription): string {
  const widest = Math.max(...parameters.map((parameter) => parameter.name.length));
  const widestDefault = Math.max(...parameters.map((parameter) => `${parameter.default}`.length));
  const lines = parameters.map(
    (parameter) =>
      `  ${parameter.name.padEnd(widest)}  ${`${parameter.default}`.padEnd(widestDefault)}  ${parameter.meaning}\n`,
  );
  const [first] = parameters;
  const example = first ? `\nSet one with: burin generate ${name} --set ${first.name}=${first.default}\n` : '';
  return `${name}: ${summary}\n\n${lines.join('')}${example}`;
}
