/** Bytes of WebAssembly, as the binary format of its core specification lays them down. */

export type NumberType = 'i32' | 'i64';
export type ValueType = NumberType | 'v128';

export const op = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  select: 0x1b,
  typedSelect: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Load: 0x28,
  i64Load: 0x29,
  i32Load8Signed: 0x2c,
  i32Load8Unsigned: 0x2d,
  i32Load16Signed: 0x2e,
  i32Load16Unsigned: 0x2f,
  i32Store: 0x36,
  i64Store: 0x37,
  i32Const: 0x41,
  i64Const: 0x42,
  i32WrapI64: 0xa7,
  i64ExtendI32Signed: 0xac,
  i64ExtendI32Unsigned: 0xad,
  i32Extend8: 0xc0,
  i32Extend16: 0xc1,
} as const;

/** Operators that both number types have. */
export const numeric = {
  i32: {
    equalsZero: 0x45,
    equal: 0x46,
    notEqual: 0x47,
    lessSigned: 0x48,
    lessUnsigned: 0x49,
    lessEqualSigned: 0x4c,
    lessEqualUnsigned: 0x4d,
    countOnes: 0x69,
    add: 0x6a,
    subtract: 0x6b,
    multiply: 0x6c,
    and: 0x71,
    or: 0x72,
    xor: 0x73,
    shiftLeft: 0x74,
    shiftRightSigned: 0x75,
    shiftRightUnsigned: 0x76,
  },
  i64: {
    equalsZero: 0x50,
    equal: 0x51,
    notEqual: 0x52,
    lessSigned: 0x53,
    lessUnsigned: 0x54,
    lessEqualSigned: 0x57,
    lessEqualUnsigned: 0x58,
    countOnes: 0x7b,
    add: 0x7c,
    subtract: 0x7d,
    multiply: 0x7e,
    and: 0x83,
    or: 0x84,
    xor: 0x85,
    shiftLeft: 0x86,
    shiftRightSigned: 0x87,
    shiftRightUnsigned: 0x88,
  },
} as const;

/** Operators on vectors of four numbers of 32 bits, each behind a prefix. */
export const vector = {
  load: 0x00,
  loadSplat: 0x09,
  store: 0x0b,
  constant: 0x0c,
  shuffle: 0x0d,
  splat: 0x11,
  extractLane: 0x1b,
  replaceLane: 0x1c,
  equal: 0x37,
  notEqual: 0x38,
  lessSigned: 0x39,
  lessUnsigned: 0x3a,
  lessEqualSigned: 0x3d,
  lessEqualUnsigned: 0x3e,
  and: 0x4e,
  or: 0x50,
  xor: 0x51,
  bitSelect: 0x52,
  anyTrue: 0x53,
  loadLane: 0x56,
  loadLowest: 0x5c,
  negate: 0xa1,
  shiftLeft: 0xab,
  shiftRightSigned: 0xac,
  shiftRightUnsigned: 0xad,
  add: 0xae,
  subtract: 0xb1,
  multiply: 0xb5,
  minimum: 0xb6,
  maximum: 0xb8,
  /** Products of pairs of 16 bits, each pair added up. */
  dot: 0xba,
} as const;

export const valueType = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
const vectorPrefix = 0xfd;
/** The type of a block without parameters and results. */
export const emptyBlock = 0x40;

/** The body of one function: parameters first among the locals. */
export class FunctionCode {
  readonly bytes: number[] = [];
  readonly #parameters: readonly NumberType[];
  readonly #locals: ValueType[] = [];

  constructor(parameters: readonly NumberType[] = []) {
    this.#parameters = parameters;
  }

  get parameters(): readonly NumberType[] {
    return this.#parameters;
  }

  local(type: ValueType): number {
    return this.#parameters.length + this.#locals.push(type) - 1;
  }

  byte(...bytes: number[]): void {
    this.bytes.push(...bytes);
  }

  unsigned(value: number): void {
    pushUnsigned(this.bytes, value);
  }

  constant(type: NumberType, value: bigint): void {
    this.bytes.push(type === 'i32' ? op.i32Const : op.i64Const);
    pushSigned(this.bytes, BigInt.asIntN(type === 'i32' ? 32 : 64, value));
  }

  get(local: number): void {
    this.bytes.push(op.localGet);
    this.unsigned(local);
  }

  set(local: number): void {
    this.bytes.push(op.localSet);
    this.unsigned(local);
  }

  tee(local: number): void {
    this.bytes.push(op.localTee);
    this.unsigned(local);
  }

  call(index: number): void {
    this.bytes.push(op.call);
    this.unsigned(index);
  }

  /** A load or store at the address on the stack plus `offset` bytes; nothing is promised about alignment. */
  access(operation: number, offset: number): void {
    this.bytes.push(operation, 0);
    this.unsigned(offset);
  }

  /** An operator on vectors, followed by what it has in itself. */
  vector(operation: number, ...immediates: number[]): void {
    this.bytes.push(vectorPrefix);
    this.unsigned(operation);
    this.bytes.push(...immediates);
  }

  vectorAccess(operation: number, offset: number): void {
    this.vector(operation, 0);
    this.unsigned(offset);
  }

  loadAt(type: ValueType, address: number): void {
    this.byte(op.i32Const, 0);
    this.load(type, address);
  }

  storeAt(type: ValueType, address: number, value: () => void): void {
    this.byte(op.i32Const, 0);
    value();
    this.store(type, address);
  }

  load(type: ValueType, offset: number): void {
    if (type === 'v128') this.vectorAccess(vector.load, offset);
    else this.access(type === 'i32' ? op.i32Load : op.i64Load, offset);
  }

  store(type: ValueType, offset: number): void {
    if (type === 'v128') this.vectorAccess(vector.store, offset);
    else this.access(type === 'i32' ? op.i32Store : op.i64Store, offset);
  }

  encode(): number[] {
    const runs: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    const head: number[] = [];
    pushUnsigned(head, runs.length);
    for (const [count, type] of runs) {
      pushUnsigned(head, count);
      head.push(valueType[type]);
    }
    const body: number[] = [];
    pushUnsigned(body, head.length + this.bytes.length + 1);
    return body.concat(head, this.bytes, [op.end]);
  }
}

/** Without results, or with one i32. */
export interface ImportedFunction {
  readonly name: string;
  readonly parameters: readonly NumberType[];
  readonly returns: boolean;
}

/**
 * A module that imports `host.memory` and functions of `host`, in the given order from function 0 on, and exports the
 * functions that have a name. `returns` tells that a function leaves one i32.
 */
export function encodeModule(
  imports: readonly ImportedFunction[],
  functions: readonly { readonly code: FunctionCode; readonly name?: string; readonly returns?: boolean }[],
): Uint8Array {
  const types: number[][] = [];
  const signatures = new Map<string, number>();
  const typeOf = (parameters: readonly NumberType[], returns: boolean) => {
    const key = `${parameters.join(',')} ${returns}`;
    let index = signatures.get(key);
    if (index === undefined) {
      const results = returns ? [1, valueType.i32] : [0];
      index = types.push([0x60, parameters.length, ...parameters.map((type) => valueType[type]), ...results]) - 1;
      signatures.set(key, index);
    }
    return index;
  };
  const importEntries = [
    [...nameBytes('host'), ...nameBytes('memory'), 0x02, 0x00, 0x01],
    ...imports.map(({ name, parameters, returns }) => {
      const type = typeOf(parameters, returns);
      return [...nameBytes('host'), ...nameBytes(name), 0x00, ...unsignedBytes(type)];
    }),
  ];
  const declared = functions.map(({ code, returns }) => unsignedBytes(typeOf(code.parameters, returns ?? false)));
  const exported = functions.flatMap(({ name }, place) =>
    name === undefined ? [] : [[...nameBytes(name), 0x00, ...unsignedBytes(imports.length + place)]],
  );
  const sections: [number, readonly (readonly number[])[]][] = [
    [1, types],
    [2, importEntries],
    [3, declared],
    [7, exported],
    [10, functions.map(({ code }) => code.encode())],
  ];
  const chunks: Uint8Array[] = [new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])];
  for (const [number, entries] of sections) {
    const count = unsignedBytes(entries.length);
    const size = entries.reduce((sum, entry) => sum + entry.length, count.length);
    chunks.push(new Uint8Array([number, ...unsignedBytes(size), ...count]));
    for (const entry of entries) chunks.push(Uint8Array.from(entry));
  }
  return Buffer.concat(chunks);
}

function nameBytes(name: string): number[] {
  const bytes = [...new TextEncoder().encode(name)];
  return [...unsignedBytes(bytes.length), ...bytes];
}

function unsignedBytes(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

function pushUnsigned(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

function pushSigned(bytes: number[], value: bigint): void {
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) {
      bytes.push(low);
      return;
    }
    bytes.push(low | 0x80);
  }
}
