import { executeCompressed } from './isa-compressed.ts';
import { CsrModel } from './isa-csr.ts';
import { Trap } from './isa-trap.ts';

/** What one step of the architecture did, in the terms of the core's retirement port. Numbers are unsigned. */
export interface Step {
  readonly programCounter: number;
  readonly nextProgramCounter: number;
  readonly instruction: number;
  readonly exception: boolean;
  readonly interrupt: boolean;
  /** Of an exception or interrupt. */
  readonly cause: number;
  /** The register written, 0 for none. */
  readonly destination: number;
  readonly value: number;
  readonly store?: { readonly address: number; readonly bytes: readonly number[] };
}

export interface ModelOptions {
  readonly resetVector: number;
  readonly hartId: number;
  readonly compressed: boolean;
  readonly counters: boolean;
  readonly readCode: (address: number) => number;
  readonly readData: (address: number) => number;
  readonly writeData: (address: number, byte: number) => void;
}

/**
 * The instruction-set architecture RV32IMC with Zicsr, Zifencei and machine mode, one instruction per step, written
 * from the specification and without regard to the core. Code and data are separate memories of bytes.
 */
export class IsaModel {
  readonly options: ModelOptions;
  /** x0 to x31 as unsigned numbers; x0 stays 0. */
  readonly registers: number[] = new Array<number>(32).fill(0);
  readonly csrs: CsrModel;
  programCounter: number;
  /** What a CSR that depends on time reads: the test supplies what the core has read. */
  timedValue = 0;
  private next = 0;
  private destination = 0;
  private stored: Step['store'];

  constructor(options: ModelOptions) {
    this.options = options;
    this.programCounter = options.resetVector;
    this.csrs = new CsrModel(options);
  }

  /** The next instruction, 16 bits where it is a compressed one. */
  fetch(): number {
    const byte = (offset: number): number => this.options.readCode((this.programCounter + offset) >>> 0);
    const low = byte(0) | (byte(1) << 8);
    if (this.options.compressed && (low & 3) !== 3) return low;
    return (low | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
  }

  /** Executes the next instruction. */
  step(): Step {
    const { programCounter } = this;
    const instruction = this.fetch();
    const short = this.options.compressed && (instruction & 3) !== 3;
    this.next = (programCounter + (short ? 2 : 4)) >>> 0;
    this.destination = 0;
    this.stored = undefined;
    this.csrs.beginInstruction();
    try {
      if (short) executeCompressed(this, instruction);
      else this.execute(instruction);
    } catch (trap) {
      if (!(trap instanceof Trap)) throw trap;
      this.programCounter = this.csrs.enterTrap(false, trap.cause, programCounter, trap.value);
      return this.trapped(programCounter, instruction, false, trap.cause);
    }
    this.csrs.endInstruction();
    this.programCounter = this.next;
    return {
      programCounter,
      nextProgramCounter: this.next,
      instruction,
      exception: false,
      interrupt: false,
      cause: 0,
      destination: this.destination,
      value: this.registers[this.destination]!,
      ...(this.stored ? { store: this.stored } : {}),
    };
  }

  /** Takes an interrupt before the next instruction. */
  interrupt(cause: number): Step {
    const { programCounter } = this;
    const instruction = this.fetch();
    this.programCounter = this.csrs.enterTrap(true, cause, programCounter, 0);
    return this.trapped(programCounter, instruction, true, cause);
  }

  private trapped(programCounter: number, instruction: number, interrupt: boolean, cause: number): Step {
    const nextProgramCounter = this.programCounter;
    const kind = { exception: !interrupt, interrupt, cause, destination: 0, value: 0 };
    return { programCounter, nextProgramCounter, instruction, ...kind };
  }

  // ------------------------------------------------------------------- what instructions of both lengths are made of
  get(register: number): number {
    return this.registers[register]!;
  }

  set(register: number, value: number): void {
    if (register === 0) return;
    this.registers[register] = value >>> 0;
    this.destination = register;
  }

  get nextSequential(): number {
    return this.next;
  }

  jump(target: number): void {
    const address = (target & ~1) >>> 0;
    if (!this.options.compressed && (address & 2) !== 0) throw new Trap(0, address);
    this.next = address;
  }

  /** Reads `size` bytes, without a sign. */
  load(address: number, size: number): number {
    const from = address >>> 0;
    if (from % size !== 0) throw new Trap(4, from);
    let value = 0;
    for (let offset = size - 1; offset >= 0; offset--) value = value * 256 + this.options.readData(from + offset);
    return value;
  }

  store(address: number, size: number, value: number): void {
    const to = address >>> 0;
    if (to % size !== 0) throw new Trap(6, to);
    const bytes = Array.from({ length: size }, (_, offset) => (value >>> (8 * offset)) & 0xff);
    for (const [offset, byte] of bytes.entries()) this.options.writeData(to + offset, byte);
    this.stored = { address: to, bytes };
  }

  // ------------------------------------------------------------------------------------------------ 32-bit instructions
  private execute(instruction: number) {
    const field = (high: number, low: number): number => (instruction << (31 - high)) >>> (31 - high + low);
    const signedField = (high: number, low: number): number => (instruction << (31 - high)) >> (31 - high + low);
    const illegal = (): never => {
      throw new Trap(2, instruction);
    };
    const rd = field(11, 7);
    const a = this.get(field(19, 15));
    const b = this.get(field(24, 20));
    const function3 = field(14, 12);
    const function7 = field(31, 25);
    const immediate = signedField(31, 20);
    switch (field(6, 0)) {
      case 0x37:
        return this.set(rd, field(31, 12) << 12);
      case 0x17:
        return this.set(rd, this.programCounter + (field(31, 12) << 12));
      case 0x6f: {
        const offset =
          (signedField(31, 31) << 20) | (field(19, 12) << 12) | (field(20, 20) << 11) | (field(30, 21) << 1);
        const link = this.next;
        this.jump(this.programCounter + offset);
        return this.set(rd, link);
      }
      case 0x67: {
        if (function3 !== 0) illegal();
        const link = this.next;
        this.jump(a + immediate);
        return this.set(rd, link);
      }
      case 0x63: {
        const offset = (signedField(31, 31) << 12) | (field(7, 7) << 11) | (field(30, 25) << 5) | (field(11, 8) << 1);
        const holds = [a === b, a !== b, undefined, undefined, (a | 0) < (b | 0), (a | 0) >= (b | 0), a < b, a >= b];
        const taken = holds[function3] ?? illegal();
        if (taken) this.jump(this.programCounter + offset);
        return;
      }
      case 0x03: {
        const address = (a + immediate) >>> 0;
        if (function3 === 0) return this.set(rd, (this.load(address, 1) << 24) >> 24);
        if (function3 === 1) return this.set(rd, (this.load(address, 2) << 16) >> 16);
        if (function3 === 2) return this.set(rd, this.load(address, 4));
        if (function3 === 4) return this.set(rd, this.load(address, 1));
        if (function3 === 5) return this.set(rd, this.load(address, 2));
        return illegal();
      }
      case 0x23: {
        if (function3 > 2) illegal();
        const offset = (signedField(31, 25) << 5) | field(11, 7);
        return this.store(a + offset, 2 ** function3, b);
      }
      case 0x13: {
        if (function3 === 1 && function7 !== 0) illegal();
        if (function3 === 5 && function7 !== 0 && function7 !== 32) illegal();
        const arithmetic = function3 === 5 && function7 === 32;
        return this.set(rd, arithmetic ? (a | 0) >> field(24, 20) : compute(function3, a, immediate >>> 0));
      }
      case 0x33: {
        if (function7 === 1) return this.set(rd, multiplyOrDivide(function3, a, b));
        if (function7 === 0) return this.set(rd, compute(function3, a, b));
        if (function7 === 32 && function3 === 0) return this.set(rd, a - b);
        if (function7 === 32 && function3 === 5) return this.set(rd, (a | 0) >> (b & 31));
        return illegal();
      }
      case 0x0f:
        if (function3 > 1) illegal();
        return;
      case 0x73:
        return this.system(instruction, rd, a, field(19, 15), function3);
      default:
        return illegal();
    }
  }

  private system(instruction: number, rd: number, a: number, first: number, function3: number) {
    if (function3 === 0) {
      if (instruction === 0x00000073) throw new Trap(11, 0);
      if (instruction === 0x00100073) throw new Trap(3, this.programCounter);
      if (instruction === 0x10500073) return;
      if (instruction !== 0x30200073) throw new Trap(2, instruction);
      this.next = this.csrs.leaveTrap();
      return;
    }
    if (function3 === 4) throw new Trap(2, instruction);
    const operand = function3 > 4 ? first : a;
    const operation = (['write', 'set', 'clear'] as const)[(function3 & 3) - 1]!;
    const writes = operation === 'write' || first !== 0;
    const address = instruction >>> 20;
    const before = this.csrs.access(address, writes ? operation : 'read', operand, this.timedValue);
    if (before === undefined) throw new Trap(2, instruction);
    this.set(rd, before);
  }
}

/** The operations that have a register and an immediate form; operands are unsigned numbers. */
function compute(function3: number, a: number, b: number): number {
  switch (function3) {
    case 0:
      return a + b;
    case 1:
      return a << (b & 31);
    case 2:
      return (a | 0) < (b | 0) ? 1 : 0;
    case 3:
      return a < b ? 1 : 0;
    case 4:
      return a ^ b;
    case 5:
      return a >>> (b & 31);
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

/** The extension M in exact arithmetic. */
export function multiplyOrDivide(function3: number, a: number, b: number): number {
  const [unsignedA, unsignedB] = [BigInt(a), BigInt(b)];
  const [signedA, signedB] = [BigInt(a | 0), BigInt(b | 0)];
  const low = (value: bigint): number => Number(BigInt.asUintN(32, value));
  switch (function3) {
    case 0:
      return low(signedA * signedB);
    case 1:
      return low((signedA * signedB) >> 32n);
    case 2:
      return low((signedA * unsignedB) >> 32n);
    case 3:
      return low((unsignedA * unsignedB) >> 32n);
    case 4:
      return b === 0 ? 0xffffffff : low(signedA / signedB);
    case 5:
      return b === 0 ? 0xffffffff : low(unsignedA / unsignedB);
    case 6:
      return b === 0 ? a : low(signedA % signedB);
    default:
      return b === 0 ? a : low(unsignedA % unsignedB);
  }
}
