import type { LogicModule, MemoryModule, Module } from '../circuit/types.ts';
import { fail } from '../diagnostics.ts';
import { type AttributesOf, checkedAttributes, planAttributes } from './attributes.ts';
import { printLogic } from './logic.ts';
import { memoryArray, printMemory } from './memory.ts';
import { memorySize } from './memory-size.ts';
import { createNames, type Names, requireLegalName } from './names.ts';
import type { Style } from './options.ts';
import { portName } from './port-names.ts';
import { sourcePlace } from './source-place.ts';
import type { PortDeclaration, VerilogModule } from './tree.ts';

export interface ModuleContext {
  readonly style: Style;
  readonly isTop: boolean;
  /** The names inside each module that was printed before: linters dislike an instance that is named like one. */
  readonly innerNames: Map<Module, Names>;
}

/**
 * @throws BurinError B060 where a module or port has no legal name; B061 where the dialect cannot express something.
 */
export function moduleTree(module: LogicModule | MemoryModule, context: ModuleContext): VerilogModule {
  const { style, innerNames, isTop } = context;
  requireLegalName(module.name, 'module', module.location);
  if (module.kind === 'memory') refuseMemory(module, style);
  if (isTop) refusePortNames(module, style);
  const names = createNames();
  innerNames.set(module, names);
  const portNames = new Map(module.ports.map((port) => [port, names.take(portName(port, module, style))]));
  const attributesOf: AttributesOf =
    module.kind === 'logic' ? planAttributes(module, style.dialect) : ({ attributes = [] }) => attributes;
  const ports = module.ports.map((port): PortDeclaration => {
    const { width, signed } = port.type;
    const comment = harmless(port.documentation?.replace(/\s+/g, ' ').trim() ?? '');
    return {
      direction: port.kind,
      type: { width, signed },
      name: portNames.get(port)!,
      attributes: attributesOf(port),
      ...(comment ? { comment } : {}),
    };
  });
  const items =
    module.kind === 'memory'
      ? printMemory(module, names.take(memoryArray), style.dialect)
      : printLogic(module, { names, portNames, style, innerNames, attributesOf });
  const attributes = checkedAttributes(module.attributes, module.name, module.location);
  return {
    name: module.name,
    header: header(module, style),
    ports,
    items,
    // Those of a memory belong to its words.
    attributes: module.kind === 'logic' ? attributes : [],
  };
}

function refusePortNames({ name, ports }: Module, { dialect }: Style): void {
  const { refusedNames } = dialect;
  for (const port of ports)
    if (refusedNames?.words.has(port.name)) {
      const message = `port of ${name} '${port.name}' has a name that ${refusedNames.reason}`;
      fail('B060', message, 'give it another name, or choose a dialect for another tool', port.location);
    }
}

function refuseMemory(module: MemoryModule, { dialect }: Style): void {
  const { name, location, organisation, initial } = module;
  const refuse = (what: string, remedy: string) =>
    fail('B061', `memory ${name} ${what}, which the dialect ${dialect.name} cannot express`, remedy, location);
  if (organisation === 'asynchronous-read' && dialect.asynchronousRead !== true)
    refuse('is read without a clock', dialect.asynchronousRead.remedy);
  if (organisation !== 'read-only' && initial && initial.length > 0 && dialect.initialContents !== true)
    refuse('has contents at the start', dialect.initialContents.remedy);
}

function header(module: LogicModule | MemoryModule, style: Style): readonly string[] {
  const lines: string[] = [];
  const section = (added: readonly string[]) => lines.push(...(lines.length > 0 ? ['', ...added] : added));
  if (module.documentation) section(module.documentation.trim().split('\n').map(harmless));
  if (module.kind === 'memory') section([memorySize(module)]);
  else if (module.parameters.length > 0) {
    const width = Math.max(...module.parameters.map(({ name }) => name.length));
    section(module.parameters.map(({ name, value }) => `${name.padEnd(width)} = ${value.replace(/\s+/g, ' ')}`));
  }
  if (style.sourceComments && module.location.line > 0) section([`source: ${sourcePlace(module.location, style)}`]);
  return lines;
}

/** A line of the user's text that tools would take for an order to themselves begins with a dash. */
function harmless(text: string): string {
  return /^\s*(verilator|synopsys|synthesis|pragma|cadence|ambit|xilinx|altera|exemplar)\b/i.test(text)
    ? `- ${text}`
    : text;
}
