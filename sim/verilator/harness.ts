import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import { clocksOf, type ModelInterface } from './model-interface.ts';
import { commands } from './protocol.ts';

const templates = new URL('../../templates/verilator/', import.meta.url);

/** The two files that stand beside the design when it is built. */
export interface Harness {
  readonly source: string;
  readonly configuration: string;
}

/** Renders the harness for a top module. */
export async function renderHarness(model: ModelInterface): Promise<Harness> {
  const { top, ports, memories } = model;
  const arrays = new Map(memories.map(({ moduleName, array }) => [`${moduleName} ${array}`, { moduleName, array }]));
  return {
    source: await render('harness.cpp.hbs', {
      commands,
      top,
      clocks: clocksOf(model).map(memberName),
      ports: ports.map(({ name, printedName = name, width }) => ({ member: memberName(printedName), width })),
      memories: memories.map((memory) => ({ path: memory.name, ...memory })),
    }),
    configuration: await render('memories.vlt.hbs', { arrays: [...arrays.values()] }),
  };
}

/** The member of Verilator's model class for a port: it writes a double underscore by the code of the second. */
function memberName(port: string): string {
  return port.replaceAll('__', '___05F');
}

async function render(template: string, values: object): Promise<string> {
  const text = await readFile(new URL(template, templates), 'utf8');
  return Handlebars.compile(text, { noEscape: true, strict: true })(values);
}
