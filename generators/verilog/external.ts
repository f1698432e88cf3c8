import type { Circuit, ExternalModule } from '../circuit/types.ts';
import { fail } from '../diagnostics.ts';
import { quoted } from './attributes.ts';
import { requireLegalName } from './names.ts';

/** The hand-written text of an external module, under the name of the file that the user gave it. */
export interface ExternalFile {
  readonly name: string;
  readonly moduleName: string;
  readonly text: string;
}

/**
 * The files of the external modules that come with their text, in the order of first use, each once.
 * @throws BurinError B062 where two texts claim one module or file, or a generated module does; B060 for illegal names.
 */
export function externalFiles({ modules }: Circuit): ReadonlyMap<ExternalModule, ExternalFile> {
  const files = new Map<ExternalModule, ExternalFile>();
  const known: ExternalModule[] = [];
  const generated = new Set(modules.filter(({ kind }) => kind !== 'external').map(({ name }) => name));
  for (const module of modules) {
    if (module.kind !== 'external') continue;
    const { moduleName, source, location, parameters, ports, name } = module;
    requireLegalName(moduleName, 'external module', location);
    for (const port of ports) requireLegalName(port.name, `port of ${moduleName}`, port.location);
    for (const parameter of parameters) requireLegalName(parameter.name, `parameter of ${moduleName}`, location);
    if (generated.has(moduleName)) {
      const message = `external module ${name} and a generated module are both called ${moduleName}`;
      fail('B062', message, 'rename the generated one: the text of the other is not ours to change', location);
    }
    if (!source) continue;
    refuseFileName(module, source.fileName, generated);
    const twin = known.find((other) => other.moduleName === moduleName || other.source?.fileName === source.fileName);
    known.push(module);
    if (!twin) files.set(module, { name: source.fileName, moduleName, text: source.text });
    else if (twin.source?.text !== source.text) refuseSecondText(module, source.fileName, twin);
  }
  return files;
}

function refuseFileName(module: ExternalModule, fileName: string, generated: ReadonlySet<string>): void {
  const { moduleName, location } = module;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(fileName)) {
    const message = `external module ${moduleName} wants to be printed as '${fileName}'`;
    fail('B062', message, 'name a file, without a folder, of letters, digits, underscores, dots and dashes', location);
  }
  if (generated.has(fileName.replace(/\.sv$/, ''))) {
    const message = `the text of external module ${moduleName} and a generated module would both be ${fileName}`;
    fail('B062', message, 'give the text another file name', location);
  }
}

function refuseSecondText(module: ExternalModule, fileName: string, twin: ExternalModule): never {
  const { moduleName, location } = module;
  const same = twin.moduleName === moduleName;
  return fail(
    'B062',
    same
      ? `external module ${moduleName} comes with two different texts`
      : `external modules ${twin.moduleName} and ${moduleName} have different texts of one file name, ${fileName}`,
    same ? 'give both one text, or the second one a moduleName of its own' : 'give one of them another file name',
    location,
  );
}

/** The value of a parameter: text in quotes, or a number in as many bits as it needs, at least 32. */
export function printParameter(value: bigint | string): string {
  if (typeof value === 'string') return quoted(value);
  const limit = 1n << 31n;
  if (value >= -limit + 1n && value < limit) return String(value);
  const magnitude = value < 0n ? -value : value;
  const width = magnitude.toString(2).length + (value < 0n ? 1 : 0);
  return value < 0n ? `-${width}'sh${magnitude.toString(16)}` : `${width}'h${magnitude.toString(16)}`;
}
