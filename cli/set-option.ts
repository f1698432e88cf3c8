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
      fail('B521', `there is no parameter ${name}`, `choose one of ${known.join(', ')}`);
    }
    return [name, parseValue(name, value, defaults[name as keyof Parameters])];
  });
  return Object.fromEntries(entries) as Partial<Parameters>;
}

function parseValue(name: string, value: string, model: unknown): unknown {
  if (typeof model === 'number') {
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) {
      fail('B522', `parameter ${name} is ${value}, which is not a number`, `write for example --set ${name}=${model}`);
    }
    return number;
  }
  if (typeof model === 'boolean') {
    if (value !== 'true' && value !== 'false') {
      fail('B522', `parameter ${name} is ${value}`, `write --set ${name}=true or --set ${name}=false`);
    }
    return value === 'true';
  }
  return value;
}
