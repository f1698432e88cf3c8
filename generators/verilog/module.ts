import { relative } from 'node:path';
import type { LogicModule, Module, Port } from '../circuit/types.ts';
import { printLogic } from './logic.ts';
import { printMemory } from './memory.ts';
import { createNames, requireLegalName } from './names.ts';
import type { Style } from './options.ts';
import type { PortDeclaration, VerilogModule } from './tree.ts';

/** @throws BurinError B060 where a module or port has no legal name. */
export function moduleTree(module: Module, style: Style): VerilogModule {
  requireLegalName(module.name, 'module', module.location);
  const names = createNames();
  const portNames = new Map(module.ports.map((port) => [port, names.take(portName(port, module, style))]));
  const ports = module.ports.map((port): PortDeclaration => {
    const { width, signed } = port.type;
    const comment = port.documentation?.replace(/\s+/g, ' ').trim();
    return {
      direction: port.kind,
      type: { width, signed },
      name: portNames.get(port)!,
      ...(comment ? { comment } : {}),
    };
  });
  const items =
    module.kind === 'memory'
      ? printMemory(module, names.take('words'))
      : printLogic(module, { names, portNames, style });
  return { name: module.name, header: header(module, style), ports, items };
}

/** The reset's name tells its level, which the option changes; every other port keeps its name. */
export function portName(port: Port, module: Module, style: Style): string {
  const name = requireLegalName(port.name, `port of ${module.name}`, port.location);
  return port.kind === 'input' && port.role === 'reset' && style.reset === 'asynchronous-low' ? `${name}_n` : name;
}

function header(module: Module, style: Style): readonly string[] {
  const lines: string[] = [];
  if (module.documentation) lines.push(...module.documentation.trim().split('\n'));
  const parameters = module.kind === 'logic' ? (module as LogicModule).parameters : [];
  if (parameters.length > 0) {
    if (lines.length > 0) lines.push('');
    const width = Math.max(...parameters.map(({ name }) => name.length));
    lines.push(...parameters.map(({ name, value }) => `${name.padEnd(width)} = ${value.replace(/\s+/g, ' ')}`));
  }
  if (style.sourceComments && module.location.line > 0) {
    const { file, line } = module.location;
    const path = style.sourceRoot === undefined ? file : relative(style.sourceRoot, file.replace(/^file:\/\//, ''));
    if (lines.length > 0) lines.push('');
    lines.push(`source: ${path}:${line}`);
  }
  return lines;
}
