import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { clockPorts } from '../clocking.ts';
import { sameValue } from '../dependence/same-value.ts';
import { isSingle, rangeOf } from '../dependence/value-range.ts';
import { shortText } from '../expression-text.ts';
import { bodies } from '../expressions.ts';
import type { Circuit, Connect, Instance, LogicModule, Statement, TwoPortMemory } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

/**
 * B015: a memory that is read and written at one address at one clock edge where what is read then is undefined, or that
 * promises the old word there although its ports have two clocks.
 */
export function checkMemoryPorts({ circuit, modules }: CircuitFacts): readonly Diagnostic[] {
  return [...checkPolicies(circuit), ...modules.flatMap(checkModule)];
}

function checkPolicies({ modules }: Circuit): readonly Diagnostic[] {
  return modules.flatMap((module) => {
    if (module.kind !== 'memory' || module.organisation !== 'two-port') return [];
    if (module.readDuringWrite === 'undefined' || clockPorts(module).length < 2) return [];
    return [
      {
        code: 'B015',
        message: `memory ${module.name} is written and read in step with two clocks, and promises the old word to a read of the address that is written: no memory keeps this`,
        location: module.location,
        remedy: 'take readDuringWrite undefined, and see to it that the address is never read while it is written',
      },
    ];
  });
}

/** What one list of statements gives to the ports of a memory. */
type PortValues = Map<string, Connect>;

function checkModule(module: LogicModule): readonly Diagnostic[] {
  const memories = module.instances.filter(({ module: memory }) => isUndecided(memory));
  if (memories.length === 0) return [];
  const diagnostics: Diagnostic[] = [];
  const visit = (statements: readonly Statement[]): void => {
    const given = new Map<Instance, PortValues>();
    for (const statement of statements) {
      if (statement.kind !== 'connect') {
        for (const body of bodies(statement)) visit(body);
        continue;
      }
      const { signal, range, element } = statement.target;
      if (signal.kind !== 'instanceInput' || range || element || !memories.includes(signal.instance)) continue;
      const values = given.get(signal.instance) ?? new Map<string, Connect>();
      given.set(signal.instance, values.set(signal.name, statement));
    }
    for (const [instance, values] of given) diagnostics.push(...checkPorts(instance, values, module));
  };
  visit(module.statements);
  return diagnostics;
}

function isUndecided(memory: Instance['module']): memory is TwoPortMemory {
  return (
    memory.kind === 'memory' &&
    memory.organisation === 'two-port' &&
    memory.readDuringWrite === 'undefined' &&
    clockPorts(memory).length === 1
  );
}

function checkPorts(instance: Instance, values: PortValues, { name }: LogicModule): readonly Diagnostic[] {
  const [write, read, from, to] = ['writeEnable', 'readEnable', 'readAddress', 'writeAddress'].map((port) =>
    values.get(port),
  );
  if (!write || !read || !from || !to || !sameValue(from.value, to.value)) return [];
  const isAlways = ({ value }: Connect): boolean => isSingle(rangeOf(value)) && rangeOf(value).least === 1n;
  const isNever = ({ value }: Connect): boolean => rangeOf(value).most === 0n;
  if (isNever(write) || isNever(read)) return [];
  if (!isAlways(write) && !isAlways(read) && !sameValue(write.value, read.value)) return [];
  return [
    {
      code: 'B015',
      message: `instance ${instance.name} of memory ${instance.module.name} in module ${name} is read at the address that is written at the same edge, ${shortText(to.value)} (${formatLocation(to.location)}), which gives an undefined word`,
      location: from.location,
      remedy: 'choose readDuringWrite read-first, read another address, or take the written word instead of reading it',
    },
  ];
}
