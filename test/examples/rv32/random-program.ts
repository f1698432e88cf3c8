import type { RandomNumbers } from '../../support/random-numbers.ts';
import { branch, immediateType, jump, registerType, storeType, upperType, writeCsr } from './encode.ts';

const mstatus = 0x300;
const mie = 0x304;
const mtvec = 0x305;
const mepc = 0x341;
/** csrrsi zero, mstatus, 8 */
const enableInterrupts = immediateType(mstatus, 8, 6, 0, 0x73);
const csrAddresses = [
  ...[mstatus, mstatus, mstatus, mie, mie, mie, mtvec, 0x340, 0x340, mepc, mepc, 0x342, 0x343, 0x344, 0x344, 0x301],
  ...[0x310, 0x320, 0xb00, 0xb02, 0xb02, 0xb80, 0xb82, 0xc00, 0xc02, 0xc02, 0xc80, 0xc82, 0xc01, 0xf11, 0xf12, 0xf14],
  ...[0x323, 0xb03, 0x3a0, 0x7a0, 0x180],
];
const handlerBytes = 64;
/** Registers that mostly keep an address that is a multiple of 4. */
const bases: readonly number[] = [2, 8, 9];

export interface ProgramOptions {
  readonly compressed: boolean;
  /** Bytes of the memory to fill. */
  readonly size: number;
}

/**
 * Fills a memory with random instructions of all kinds, behind a beginning that gives every register a value. Branches
 * and jumps go anywhere, also between the halves of an instruction, but mostly on. Traps mostly go to a handler at the
 * end of the memory that goes on behind the instruction: so a program seldom runs in a circle.
 */
export function randomProgram(random: RandomNumbers, { compressed, size }: ProgramOptions): Uint8Array {
  const memory = new Uint8Array(size);
  let at = 0;
  const place = (instruction: number, bytes = 4): void => {
    for (let byte = 0; byte < bytes; byte++) memory[at + byte] = (instruction >>> (8 * byte)) & 0xff;
    at += bytes;
  };
  const setRegister = (register: number, value: number): void => {
    place(upperType((value + 0x800) >> 12, register, 0x37));
    place(immediateType(value, register, 0, register, 0x13));
  };
  for (let register = 1; register < 32; register++) {
    const value = random.pick([0, -1, 1 << 31, random.integer(-100, 100), random.integer(-(2 ** 31), 2 ** 31 - 1)]);
    setRegister(register, random.chance(0.7) || bases.includes(register) ? value & ~3 : value);
  }
  /** Jumps a little further by each way that takes its target from a register. */
  const jumpOn = (): void => {
    const pointer = random.integer(1, 31);
    const short = compressed ? random.integer(0, 2) : 0;
    place(upperType(0, pointer, 0x17));
    if (random.chance(0.4)) {
      place(immediateType(16, pointer, 0, pointer, 0x13));
      place(writeCsr(mepc, pointer));
      place(0x30200073);
    } else if (short > 0) {
      place(immediateType(random.pick([10, 12, 14]), pointer, 0, pointer, 0x13));
      place((0b100 << 13) | ((short - 1) << 12) | (pointer << 7) | 2, 2);
    } else place(immediateType(random.pick([8, 12, 16]), pointer, 0, register(random), 0x67));
  };
  const handler = size - handlerBytes;
  if (random.chance(0.9)) setRegister(31, handler + random.integer(0, 1));
  place(writeCsr(mtvec, 31));
  place(writeCsr(mie, random.integer(1, 31)));
  place(writeCsr(mstatus, random.integer(1, 31)));
  if (random.chance(0.8)) place(enableInterrupts);
  while (at + 4 <= handler) {
    if (random.chance(0.05) && at + 20 <= handler) jumpOn();
    else if (compressed && random.chance(0.45)) place(randomCompressed(random), 2);
    else place(randomInstruction(random, compressed));
  }
  if (at < handler) place(0x0001, 2);
  at -= 4;
  place(jump(-4 * random.integer(1, 200), 0));
  // The vector of interrupts: each begins somewhere in a row of instructions that cannot trap.
  while (at < size - 16) place(registerType(1, register(random), register(random), random.integer(0, 7), 29));
  const skips = compressed ? random.pick([2, 4, 6]) : 4;
  for (const instruction of skipAndReturn(skips)) place(instruction);
  return memory;
}

/** Returns behind what was interrupted, by way of x30. */
function skipAndReturn(bytes: number): readonly number[] {
  return [immediateType(mepc, 0, 2, 30, 0x73), immediateType(bytes, 30, 0, 30, 0x13), writeCsr(mepc, 30), 0x30200073];
}

/** Few registers, so that instructions use each other's results; sometimes any. */
function register(random: RandomNumbers): number {
  return random.chance(0.7) ? random.pick([0, 1, 2, 8, 9, 10, 11]) : random.integer(0, 31);
}

function randomInstruction(random: RandomNumbers, compressed: boolean): number {
  const [rs1, rs2, drawn] = [register(random), register(random), register(random)];
  const rd = bases.includes(drawn) && random.chance(0.9) ? 10 : drawn;
  const base = random.chance(0.8) ? random.pick(bases) : rs1;
  const immediate = random.chance(0.8) ? 4 * random.integer(-512, 511) : random.integer(-2048, 2047);
  const function3 = random.integer(0, 7);
  const step = compressed ? 2 : 4;
  const kind = random.integer(0, 99);
  if (kind < 5) return upperType(random.integer(0, 0xfffff), rd, random.pick([0x37, 0x17]));
  if (kind < 8) return jump(step * random.integer(random.chance(0.04) ? -20 : 1, 60), rd);
  if (kind < 9 && random.chance(0.2)) return immediateType(immediate, rs1, 0, rd, 0x67);
  if (kind < 22)
    return branch(step * random.integer(random.chance(0.04) ? -8 : 1, 30), random.pick([0, 1, 4, 5, 6, 7]), rs1, rs2);
  if (kind < 35) return immediateType(immediate, base, random.pick([0, 1, 2, 2, 2, 4, 5]), rd, 0x03);
  if (kind < 43) {
    const size = random.pick([0, 1, 2, 2]);
    return storeType(immediate, rs2, base, size);
  }
  if (kind < 55) {
    const amount = random.integer(0, 31) + (function3 === 5 ? random.pick([0, 1024]) : 0);
    const shifts = function3 === 1 || function3 === 5;
    return immediateType(shifts ? amount : immediate, rs1, function3, rd, 0x13);
  }
  if (kind < 67) return registerType([0, 5].includes(function3) ? random.pick([0, 32]) : 0, rs2, rs1, function3, rd);
  if (kind < 79) return registerType(1, rs2, rs1, function3, rd);
  if (kind < 89) {
    const address = random.pick(csrAddresses);
    const onlyReads = address >> 10 === 3 && random.chance(0.8);
    return immediateType(address, onlyReads ? 0 : rs1, onlyReads ? 2 : random.pick([1, 2, 3, 5, 6, 7]), rd, 0x73);
  }
  if (kind < 92) return enableInterrupts;
  if (kind < 97) return random.pick([0x00000073, 0x00100073, 0x10500073, 0x0ff0000f, 0x0000100f]);
  // A bit wrong, and anything at all.
  if (kind < 99) return (randomInstruction(random, compressed) ^ (1 << random.integer(2, 31))) >>> 0;
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
  const isShift =
    (quadrant === 1 && function3 === 4 && ((body >> 10) & 3) !== 2) || (quadrant === 2 && function3 === 0);
  if (isShift && random.chance(0.95)) body &= ~0x1000;
  if (quadrant === 1 && function3 === 3 && random.chance(0.4)) body = (body & ~0xf80) | 0x100;
  if (quadrant === 2 && function3 === 4 && (body & 0x7c) === 0 && random.chance(0.8)) body |= 0x28;
  // Jumps and branches forward: the sign is bit 12.
  if (quadrant === 1 && [1, 5, 6, 7].includes(function3) && random.chance(0.97)) body &= ~0x1000;
  return (function3 << 13) | body | quadrant;
}
