import { fail } from '../generators/diagnostics.ts';

/** Parameters as they were given with `--set name=value`, in the types of the defaults. */
export function parseSettings<Parameters extends object>(
  settings: readonly string[],
  defaults: Parameters,
): Partial<Parameters> {
  const known = Object.keys(defaults);
  const entries = settings.map((setting) => {
    const [name = '', value, ...rest] = setting.split('=');
    if (value === undefined || rest.length > 0) {
      fail('B520', `--set ${setting} is not of the form name=value`, 'write for example --set array=4');
    }
    if (!known.includes(name)) {
      fail('B521', `there is no parameter ${name}`, `choose one of ${someOf(known)}`);
    }
    return [name, parseValue(name, value, defaults[name as keyof Parameters])];
  });
  return Object.fromEntries(entries) as Partial<Parameters>;
}

const mostNamed = 5;

function someOf(names: readonly string[]): string {
  if (names.length <= mostNamed + 1) return names.join(', ');
  return `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;
}

/** Every parameter is a whole number, a truth value or a word. */
function parseValue(name: string, value: string, model: unknown): unknown {
  if (typeof model === 'number') {
    if (!/^-?\d+$/.test(value)) {
      const what = value === '' ? 'has no value' : `is ${value}, which is not a whole number`;
      fail('B522', `parameter ${name} ${what}`, `write for example --set ${name}=${model}`);
    }
    return Number(value);
  }
  if (typeof model === 'boolean') {
    if (value !== 'true' && value !== 'false') {
      fail(
        'B522',
        `parameter ${name} is ${value || 'empty'}, not true or false`,
        `write --set ${name}=true or --set ${name}=false`,
      );
    }
    return value === 'true';
  }
  return value;
}
