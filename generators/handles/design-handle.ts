import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Circuit } from '../circuit/types.ts';
import { describeHandle } from './describe.ts';

const template = new URL('../../templates/handle/design.ts.hbs', import.meta.url);

/** What a circuit does not know about its handle. */
export interface HandleOptions {
  /** Values of the top module's parameters, plain data; where absent, the texts that the circuit keeps of them. */
  readonly parameters?: object;
  /** Name of the file to come, for its own comment; `<top>.ts` where absent. */
  readonly fileName?: string;
}

/**
 * A TypeScript module with everything about a circuit that the editor should know: ports, signals and memories by name,
 * type and size, enumerations, parameters, and functions that lay these types over a simulator of it. It imports
 * nothing, runs with types stripped, and is the same text for equal circuits.
 * @throws TypeError for parameters that are no plain data.
 */
export function designHandle(
  circuit: Circuit,
  { parameters, fileName = `${circuit.top.name}.ts` }: HandleOptions = {},
): string {
  const fill = Handlebars.compile(readFileSync(template, 'utf8'), { noEscape: true, strict: true });
  return fill(describeHandle(circuit, fileName, parameters));
}
