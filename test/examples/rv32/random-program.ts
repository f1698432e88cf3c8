import type { RandomNumbers } from '../../support/random-numbers.ts';

/** Bits of an instruction: value and width, highest first. */
type Fields = readonly (readonly [value: number, width: number])[];

const encode = (fields: Fields): number =>
  Number(fields.reduce((word, [value, width]) => (word << BigInt(width)) | BigInt.asUintN(width, BigInt(value)), 0n));

const csrAddresses = [
  0x300, 0x300, 0x304, 0x304, 0x305, 0x340, 0x341, 0x342, 0x343, 0x344, 0x301, 0x310, 0x320, 0xb00, 0xb02, 0xb80, 0xb82,
  0xc00, 0xc02, 0xc80, 0xc82, 0xc01, 0xf11, 0xf12, 0xf14, 0x323, 0xb03, 0x3a0, 0x7a0, 0x180,
];

export interface ProgramOptions {
  readonly compressed: boolean;
  /** Bytes of the memory to fill. */
  readonly size: number;
}

/**
 * Fills a memory with random instructions of all kinds, from a beginning that gives every register a value. Branches
 * and jumps go anywhere, also between the halves of an instruction.
 */
export function randomProgram(random: RandomNumbers, { compressed, size }: ProgramOptions): Uint8Array {
  const memory = new Uint8Array(size);
  let at = 0;
  const place = (instruction: number, bytes: number): void => {
    for (let byte = 0; byte < bytes; byte++) memory[at + byte] = (instruction >>> (8 * byte)) & 0xff;
    at += bytes;
  };
  for (let register = 1; register < 32; register++) {
    const upper = random.pick([0, 0, 0x80000, 0xfffff, 0x7ffff, random.integer(0, 0xfffff)]);
    const lower = random.chance(0.6) ? 4 * random.integer(-512, 511) : random.integer(-2048, 2047);
    place(
      encode([
        [upper, 20],
        [register, 5],
        [0x37, 7],
      ]),
      4,
    );
    place(
      encode([
        [lower, 12],
        [register, 5],
        [0, 3],
        [register, 5],
        [0x13, 7],
      ]),
      4,
    );
  }
  const setCsr = (address: number, source: number): void => {
    place(
      encode([
        [address, 12],
        [source, 5],
        [1, 3],
        [0, 5],
        [0x73, 7],
      ]),
      4,
    );
  };
  // mtvec, mie, mstatus: traps go to some place, mostly with interrupts allowed.
  for (const address of [0x305, 0x304, 0x300]) setCsr(address, random.integer(1, 31));
  if (random.chance(0.8))
    place(
      encode([
        [0x300, 12],
        [8, 5],
        [6, 3],
        [0, 5],
        [0x73, 7],
      ]),
      4,
    );
  while (at + 4 <= size) {
    if (compressed && random.chance(0.45)) place(randomCompressed(random), 2);
    else place(randomInstruction(random, compressed), 4);
  }
  if (at < size) place(0x0001, 2);
  return memory;
}

/** Few registers, so that instructions use each other's results; sometimes any. */
function register(random: RandomNumbers): number {
  return random.chance(0.7) ? random.pick([0, 1, 2, 8, 9, 10, 11]) : random.integer(0, 31);
}

function randomInstruction(random: RandomNumbers, compressed: boolean): number {
  const [rd, rs1, rs2] = [register(random), register(random), register(random)];
  const immediate = random.chance(0.5) ? 4 * random.integer(-512, 511) : random.integer(-2048, 2047);
  const step = compressed ? 2 : 4;
  const kind = random.integer(0, 99);
  if (kind < 5)
    return encode([
      [random.integer(0, 0xfffff), 20],
      [rd, 5],
      [random.pick([0x37, 0x17]), 7],
    ]);
  if (kind < 8) {
    const offset = step * random.integer(-200, 200);
    const bits = (high: number, low: number): readonly [number, number] => [offset >> low, high - low + 1];
    return encode([bits(20, 20), bits(10, 1), bits(11, 11), bits(19, 12), [rd, 5], [0x6f, 7]]);
  }
  if (kind < 11)
    return encode([
      [immediate, 12],
      [rs1, 5],
      [0, 3],
      [rd, 5],
      [0x67, 7],
    ]);
  if (kind < 23) {
    const offset = step * random.integer(-40, 60);
    const function3 = random.pick([0, 1, 4, 5, 6, 7]);
    const high = [
      [offset >> 12, 1],
      [offset >> 5, 6],
    ] as const;
    return encode([...high, [rs2, 5], [rs1, 5], [function3, 3], [offset >> 1, 4], [offset >> 11, 1], [0x63, 7]]);
  }
  if (kind < 34)
    return encode([
      [immediate, 12],
      [rs1, 5],
      [random.pick([0, 1, 2, 2, 4, 5]), 3],
      [rd, 5],
      [0x03, 7],
    ]);
  if (kind < 42) {
    const size = random.pick([0, 1, 2, 2]);
    return encode([
      [immediate >> 5, 7],
      [rs2, 5],
      [rs1, 5],
      [size, 3],
      [immediate, 5],
      [0x23, 7],
    ]);
  }
  if (kind < 54) {
    const function3 = random.integer(0, 7);
    const shift = [random.pick([0, function3 === 5 ? 32 : 0]), 7] as const;
    if (function3 === 1 || function3 === 5) {
      return encode([shift, [random.integer(0, 31), 5], [rs1, 5], [function3, 3], [rd, 5], [0x13, 7]]);
    }
    return encode([
      [immediate, 12],
      [rs1, 5],
      [function3, 3],
      [rd, 5],
      [0x13, 7],
    ]);
  }
  if (kind < 66) {
    const function3 = random.integer(0, 7);
    const function7 = function3 === 0 || function3 === 5 ? random.pick([0, 32]) : 0;
    return encode([
      [function7, 7],
      [rs2, 5],
      [rs1, 5],
      [function3, 3],
      [rd, 5],
      [0x33, 7],
    ]);
  }
  if (kind < 78)
    return encode([
      [1, 7],
      [rs2, 5],
      [rs1, 5],
      [random.integer(0, 7), 3],
      [rd, 5],
      [0x33, 7],
    ]);
  if (kind < 88) {
    const function3 = random.pick([1, 2, 3, 5, 6, 7]);
    const address = random.pick(csrAddresses);
    const onlyReads = address >> 10 === 3 && random.chance(0.8);
    return encode([
      [address, 12],
      [onlyReads ? 0 : rs1, 5],
      [onlyReads ? 2 : function3, 3],
      [rd, 5],
      [0x73, 7],
    ]);
  }
  if (kind < 91)
    return encode([
      [0x300, 12],
      [8, 5],
      [6, 3],
      [0, 5],
      [0x73, 7],
    ]);
  if (kind < 96)
    return random.pick([0x00000073, 0x00100073, 0x30200073, 0x30200073, 0x10500073, 0x0000000f, 0x0000100f]);
  // A bit or two wrong, and anything at all.
  if (kind < 98) return (randomInstruction(random, compressed) ^ (1 << random.integer(2, 31))) >>> 0;
  return (random.integer(0, 2 ** 32 - 1) | 3) >>> 0;
}

function randomCompressed(random: RandomNumbers): number {
  const instruction = random.integer(0, 0xffff);
  const quadrant = random.integer(0, 2);
  const operations = [
    [0, 2, 2, 6, 6],
    [0, 0, 1, 2, 3, 4, 4, 4, 5, 6, 7],
    [0, 2, 4, 4, 6],
  ];
  if (random.chance(0.03)) return (instruction & ~3) | quadrant;
  const function3 = random.pick(operations[quadrant]!);
  let body = instruction & 0x1ffc;
  // Shifts by 32 and more, and the words of RV64, are reserved: rare, but there.
  const reserved =
    (quadrant === 1 && function3 === 4 && ((body >> 10) & 3) !== 2) || (quadrant === 2 && function3 === 0);
  if (reserved && random.chance(0.95)) body &= ~0x1000;
  if (quadrant === 1 && function3 === 3 && random.chance(0.4)) body = (body & ~0xf80) | 0x100;
  if (quadrant === 2 && function3 === 4 && random.chance(0.3)) body &= ~0x7c;
  return (function3 << 13) | body | quadrant;
}
