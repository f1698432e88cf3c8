/**
 * Plain data with shared parts and cycles as JSON, so that circuits can be kept. An object that occurs more than once
 * has a number under `#` where it stands first and is `{"@": number}` from then on; whole numbers without bounds are
 * `{"integer": "…"}`, maps are `{"entries": […]}`.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** @throws TypeError for anything but plain objects, arrays, maps and simple values: functions, symbols, classes. */
export function toJson(root: unknown): Json {
  const uses = countUses(root);
  const numbers = new Map<object, number>();
  const convert = (value: unknown): Json => {
    if (typeof value === 'bigint') return { integer: String(value) };
    if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
      return value;
    if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no plain data`);
    if (Array.isArray(value)) return value.map(convert);
    const known = numbers.get(value);
    if (known !== undefined) return { '@': known };
    const shared = uses.get(value)! > 1;
    if (shared) numbers.set(value, numbers.size);
    const mark = shared ? { '#': numbers.get(value)! } : {};
    if (value instanceof Map) return { ...mark, entries: [...value].map((pair) => pair.map(convert)) };
    if (Object.getPrototypeOf(value) !== Object.prototype)
      throw new TypeError(`${value.constructor.name} is no plain data`);
    return { ...mark, ...Object.fromEntries(Object.entries(value).map(([name, part]) => [name, convert(part)])) };
  };
  return convert(root);
}

function countUses(root: unknown): ReadonlyMap<object, number> {
  const uses = new Map<object, number>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    uses.set(value, (uses.get(value) ?? 0) + 1);
    if (uses.get(value)! > 1) return;
    if (value instanceof Map) for (const pair of value) visit(pair);
    else Object.values(value).forEach(visit);
  };
  visit(root);
  return uses;
}

/** The data of which `toJson` made the given text, with the same parts shared; the caller vouches for its type. */
export function fromJson<Data>(json: Json): Data {
  const known = new Map<number, object>();
  const convert = (value: Json): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(convert);
    const fields = value as { readonly [name: string]: Json };
    if (typeof fields['@'] === 'number') return known.get(fields['@']);
    if (typeof fields.integer === 'string') return BigInt(fields.integer);
    const number = fields['#'];
    const result: Map<unknown, unknown> | Record<string, unknown> = Array.isArray(fields.entries) ? new Map() : {};
    // Known before it is whole: its parts may lead back to it.
    if (typeof number === 'number') known.set(number, result);
    if (result instanceof Map) {
      for (const [key, part] of fields.entries as readonly [Json, Json][]) result.set(convert(key), convert(part));
    } else {
      for (const [name, part] of Object.entries(fields)) if (name !== '#') result[name] = convert(part);
    }
    return result;
  };
  return convert(json) as Data;
}
