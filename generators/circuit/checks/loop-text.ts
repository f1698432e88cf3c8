import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import type { BitVertex } from '../dependence/bit-graph.ts';
import type { LogicModule, SourceLocation } from '../types.ts';
import { moduleDescription } from './describe.ts';

/** One named bit of a loop, and how it comes by its value. */
interface Link {
  readonly name: string;
  readonly how: string;
  readonly location: SourceLocation;
}

/** A loop of bits, each of which needs the next, as the chain of the values that have names. */
export function loopDiagnostic(loop: readonly BitVertex[], module: LogicModule): Diagnostic {
  const links = loop.flatMap((vertex, position) => linkOf(vertex, loop.slice(position + 1)));
  const first = links[0]!;
  return {
    code: 'B006',
    message: [
      `combinational loop in module ${module.name}: ${first.name} depends on itself`,
      ...chainText([...links, { name: first.name, how: '' }]),
    ].join('\n'),
    location: first.location,
    remedy: 'put a register into the loop, or compute one of these values from something else',
  };
}

/** Named values, each of which needs the next, as lines of one width. */
export function chainText(links: readonly { readonly name: string; readonly how: string }[]): readonly string[] {
  const texts = links.map(({ name }, position) => (position === 0 ? name : `needs ${name}`));
  const width = Math.max(...texts.map((text) => text.length));
  return links.map(({ how }, position) => `    ${texts[position]!.padEnd(width)}  ${how}`.trimEnd());
}

/** A bit of a chain as a named value, or nothing where it has no name; `rest` follows it in the chain. */
export function linkOf({ owner, bit }: BitVertex, rest: readonly BitVertex[]): readonly Link[] {
  if (!('name' in owner)) return [];
  const { type, location } = owner;
  const bitText = type.width === 1 ? '' : `[${bit}]`;
  if (owner.kind === 'node') {
    return [{ name: `${owner.name}${bitText}`, how: `defined at ${formatLocation(location)}`, location }];
  }
  const isPort = owner.kind === 'instanceOutput' || owner.kind === 'instanceInput';
  const name = `${isPort ? `${owner.instance.name}.` : ''}${owner.name}${bitText}`;
  if (owner.kind === 'instanceOutput') {
    const { instance } = owner;
    const how = `through ${moduleDescription(instance.module)}, instance at ${formatLocation(instance.location)}`;
    return [{ name, how, location: instance.location }];
  }
  const [driver, cause] = rest;
  if (!driver || 'kind' in driver.owner) throw new Error(`no assignment follows ${name} in the loop`);
  const place = driver.owner.connect.location;
  const chosen = cause && 'kind' in cause.owner && cause.owner.kind === 'guard';
  return [{ name, how: `assigned ${chosen ? 'under a condition ' : ''}at ${formatLocation(place)}`, location: place }];
}
