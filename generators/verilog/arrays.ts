import { clockingOf } from '../circuit/clocking.ts';
import type { Instance, LogicModule } from '../circuit/types.ts';
import { printAttributes } from './attributes.ts';
import type { VerilogExpression } from './tree.ts';

/** All instances of an array, in row-major order; index vectors go with them. */
export interface ArrayGroup {
  readonly name: string;
  readonly size: readonly number[];
  readonly elements: readonly Instance[];
}

/** The arrays that can be printed as loops: complete, of one module, clocked and marked alike, more than one element. */
export function findArrays(parent: LogicModule): readonly ArrayGroup[] {
  const byName = new Map<string, Instance[]>();
  for (const instance of parent.instances) {
    if (!instance.array) continue;
    const known = byName.get(instance.array.name);
    if (known) known.push(instance);
    else byName.set(instance.array.name, [instance]);
  }
  return [...byName].flatMap(([name, members]): ArrayGroup[] => {
    const { size } = members[0]!.array!;
    const count = size.reduce((product, extent) => product * extent, 1);
    const elements = new Array<Instance | undefined>(count).fill(undefined);
    for (const member of members) {
      const { index, size: own } = member.array!;
      if ((own !== size && own.join() !== size.join()) || !isAlike(member, members[0]!, parent)) return [];
      elements[index.reduce((position, at, dimension) => position * size[dimension]! + at, 0)] = member;
    }
    const whole = elements.filter((element) => element !== undefined);
    return count > 1 && members.length === count && whole.length === count ? [{ name, size, elements: whole }] : [];
  });
}

function isAlike(one: Instance, other: Instance, parent: LogicModule): boolean {
  if (one.module !== other.module) return false;
  if (one.attributes !== other.attributes && printAttributes(one.attributes) !== printAttributes(other.attributes))
    return false;
  // Without clocking of their own, both are connected to the parent's first clock and reset.
  if (one.clocking === other.clocking) return true;
  const clocking = clockingOf(other, parent);
  return [...clockingOf(one, parent)].every(([name, port]) => clocking.get(name) === port);
}

/**
 * One tree that stands for all of `trees`, the trees of the elements in row-major order: they may differ in constant
 * selects whose bounds are affine in the element's index. Undefined where they differ otherwise.
 */
export function unify(
  trees: readonly VerilogExpression[],
  size: readonly number[],
  variables: readonly string[],
): VerilogExpression | undefined {
  const first = trees[0]!;
  if (trees.every((tree) => tree === first) && isFixed(first)) return first;
  const all = <Kind extends VerilogExpression['kind']>(kind: Kind) =>
    trees.filter((tree): tree is Extract<VerilogExpression, { kind: Kind }> => tree.kind === kind);
  const same = all(first.kind);
  if (same.length !== trees.length) return undefined;
  switch (first.kind) {
    case 'identifier':
      return all('identifier').every(({ name }) => name === first.name) ? first : undefined;
    case 'number':
      return all('number').every(({ value, width }) => value === first.value && width === first.width)
        ? first
        : undefined;
    case 'select': {
      const width = first.high - first.low + 1;
      const selects = all('select');
      if (!selects.every(({ name, high, low }) => name === first.name && high - low + 1 === width)) return undefined;
      const form = affine(
        selects.map(({ low }) => low),
        size,
      );
      if (!form) return undefined;
      if (form.strides.every((stride) => stride === 0)) return first;
      return { kind: 'indexedSelect', name: first.name, width, offset: printAffine(form, variables) };
    }
    case 'word': {
      const rows = all('word');
      const texts = rows.map(({ index }) => (index.kind === 'verbatim' ? Number(index.text) : Number.NaN));
      const form = affine(texts, size);
      if (!form || rows.some(({ name, bits }) => name !== first.name || bits)) return undefined;
      return { kind: 'word', name: first.name, index: printAffine(form, variables) };
    }
    case 'call': {
      const operand = unify(
        all('call').map((tree) => tree.operand),
        size,
        variables,
      );
      return operand && all('call').every(({ name }) => name === first.name) ? { ...first, operand } : undefined;
    }
    case 'cast': {
      const operand = unify(
        all('cast').map((tree) => tree.operand),
        size,
        variables,
      );
      return operand && all('cast').every(({ width }) => width === first.width) ? { ...first, operand } : undefined;
    }
    case 'replication': {
      const part = unify(
        all('replication').map((tree) => tree.part),
        size,
        variables,
      );
      return part && all('replication').every(({ count }) => count === first.count) ? { ...first, part } : undefined;
    }
    case 'concatenation': {
      const rows = all('concatenation').map(({ parts }) => parts);
      if (rows.some((parts) => parts.length !== first.parts.length)) return undefined;
      const parts = first.parts.map((_, position) =>
        unify(
          rows.map((row) => row[position]!),
          size,
          variables,
        ),
      );
      return parts.every((part) => part !== undefined) ? { kind: 'concatenation', parts } : undefined;
    }
  }
  return undefined;
}

/** Whether a tree that is the same for all elements stands for them as it is. */
function isFixed(tree: VerilogExpression): boolean {
  switch (tree.kind) {
    case 'identifier':
    case 'number':
    case 'select':
      return true;
    case 'call':
    case 'cast':
      return isFixed(tree.operand);
    case 'replication':
      return isFixed(tree.part);
    case 'concatenation':
      return tree.parts.every(isFixed);
  }
  return false;
}

/** base + the sum of stride times index over the dimensions. */
export interface Affine {
  readonly base: number;
  readonly strides: readonly number[];
}

function affine(values: readonly number[], size: readonly number[]): Affine | undefined {
  const base = values[0]!;
  const steps = size.map((_, dimension) => size.slice(dimension + 1).reduce((product, extent) => product * extent, 1));
  const strides = size.map((extent, dimension) => (extent > 1 ? values[steps[dimension]!]! - base : 0));
  for (let position = 0; position < values.length; position += 1) {
    let expected = base;
    for (let dimension = 0; dimension < size.length; dimension += 1)
      expected += strides[dimension]! * (Math.floor(position / steps[dimension]!) % size[dimension]!);
    if (values[position] !== expected) return undefined;
  }
  return { base, strides };
}

/** `8*(4*i + j)`: a factor that all share stands before the bracket. */
export function printAffine({ base, strides }: Affine, variables: readonly string[]): VerilogExpression {
  const used = strides.map((stride, dimension) => ({ stride, variable: variables[dimension]! }));
  const terms = used.filter(({ stride }) => stride !== 0);
  const factor = [base, ...terms.map(({ stride }) => stride)].map(Math.abs).reduce(greatestCommonDivisor);
  const sum = [...terms.map(({ stride, variable }) => product(stride / factor, variable))];
  if (base !== 0) sum.push(String(base / factor));
  const text = sum.join(' + ').replaceAll('+ -', '- ');
  if (factor === 1) return { kind: 'verbatim', text };
  return { kind: 'verbatim', text: sum.length === 1 ? `${factor}*${text}` : `${factor}*(${text})` };
}

const product = (stride: number, variable: string) => (stride === 1 ? variable : `${stride}*${variable}`);

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
