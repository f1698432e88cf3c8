import { BurinError, type Diagnostic, fail, placeInUserCode } from '../generators/diagnostics.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** `most=4` as `{ most: 4 }`; what is no JSON is a word. */
export function parametersOf(set: readonly string[]): Parameters {
  const entries = set.map((setting) => {
    const equals = setting.indexOf('=');
    if (equals < 1) fail('B520', `--set ${setting} is not of the form name=value`, 'write for example --set width=8');
    return [setting.slice(0, equals), parameterOf(setting.slice(equals + 1))] as const;
  });
  return Object.fromEntries(entries);
}

function parameterOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // a word, as of an option of the module
  }
}

/**
 * Elaborates with a design whose functions are given parameters that know who asks for them.
 * @throws BurinError where a parameter was given that nothing asks for; and besides what `elaborate` throws, if the design
 * asked until then for one that was not given. That alone is no error: the parameter may have a default.
 */
export function elaborateAsked<D extends { readonly moduleName: string }, R>(
  design: D,
  given: Parameters,
  elaborate: (design: D, given: Parameters) => R,
): R {
  const asked = new Set<string>();
  const watched = new Proxy(design, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (key !== 'build' && key !== 'nameOf') return value;
      return () => (value as (parameters: Parameters) => unknown)(watch(given, asked));
    },
  });
  let result: R;
  try {
    result = elaborate(watched, given);
  } catch (error) {
    throw withMissing(error, design.moduleName, given, asked);
  }
  const unused = Object.keys(given).filter((name) => !asked.has(name));
  if (unused.length > 0) {
    const known = [...asked].join(', ');
    const remedy = known === '' ? 'leave it out' : `leave it out, or choose among ${known}`;
    fail('B521', `${design.moduleName} does not ask for the parameter ${unused.join(', ')}`, remedy);
  }
  return result;
}

/** Of parameters that are handed on whole. */
const askedByLanguage: ReadonlySet<string> = new Set(['of', 'toJSON']);

function watch(given: Parameters, asked: Set<string>): Parameters {
  return new Proxy(given, {
    get(target, name) {
      if (typeof name === 'string' && !(name in Object.prototype) && !askedByLanguage.has(name)) asked.add(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      if (typeof name === 'string') asked.add(name);
      return Reflect.has(target, name);
    },
  });
}

function withMissing(error: unknown, module: string, given: Parameters, asked: ReadonlySet<string>): unknown {
  const missing = [...asked].filter((name) => !(name in given));
  if (missing.length === 0 || !(error instanceof Error)) return error;
  const unused = Object.keys(given).filter((name) => !asked.has(name));
  const others = unused.length > 0 ? `, and did not ask for ${unused.join(', ')}` : '';
  // The design may have an installation of Burin of its own, whose errors are of another class.
  const diagnostics = error.name === 'BurinError' ? (error as BurinError).diagnostics : [];
  const place = placeInUserCode(error);
  const failed =
    diagnostics.length > 0 ? '' : `, and failed: ${place === undefined ? '' : `${place}: `}${String(error)}`;
  const found: Diagnostic = {
    code: 'B521',
    message: `${module} asked for ${missing.join(', ')}, which --set does not give${others}${failed}`,
    remedy: `where it has no default, write ${missing.map((name) => `--set ${name}=…`).join(' ')}`,
  };
  return new BurinError([found, ...diagnostics]);
}
