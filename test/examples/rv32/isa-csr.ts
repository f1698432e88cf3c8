const interruptMask = 0x888;
const userLevelZeros = [...span(0xc03, 0xc1f), ...span(0xc83, 0xc9f)];
const zeros = new Set([
  0x310,
  ...span(0x323, 0x33f),
  ...span(0x3a0, 0x3a3),
  ...span(0x3b0, 0x3bf),
  ...span(0x7a0, 0x7a3),
  ...span(0xb03, 0xb1f),
  ...span(0xb83, 0xb9f),
  ...userLevelZeros,
  0xf11,
  0xf12,
  0xf13,
  0xf15,
]);
/** Registers whose value depends on when they are read. */
export const timedCsrs = new Set([0x344, 0xb00, 0xb80, 0xc00, 0xc80]);

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

export interface CsrOptions {
  readonly hartId: number;
  readonly compressed: boolean;
  readonly counters: boolean;
}

/** The machine-mode registers by their addresses; all values are unsigned numbers. */
export class CsrModel {
  private readonly options: CsrOptions;
  interruptEnable = false;
  previousInterruptEnable = false;
  mie = 0;
  mtvec = 0;
  mscratch = 0;
  mepc = 0;
  mcause = 0;
  mtval = 0;
  mcountinhibit = 0;
  minstret = 0n;
  private instretWritten = false;
  private inhibitedBefore = false;

  constructor(options: CsrOptions) {
    this.options = options;
  }

  beginInstruction(): void {
    this.instretWritten = false;
    this.inhibitedBefore = (this.mcountinhibit & 4) !== 0;
  }

  /** The instruction retires. */
  endInstruction(): void {
    if (!this.options.counters || this.instretWritten || this.inhibitedBefore) return;
    this.minstret = BigInt.asUintN(64, this.minstret + 1n);
  }

  /** Gives the address of the handler. */
  enterTrap(interrupt: boolean, cause: number, programCounter: number, value: number): number {
    this.previousInterruptEnable = this.interruptEnable;
    this.interruptEnable = false;
    this.mepc = programCounter;
    this.mcause = ((interrupt ? 0x80000000 : 0) + cause) >>> 0;
    this.mtval = value;
    const base = (this.mtvec & ~3) >>> 0;
    return interrupt && (this.mtvec & 1) === 1 ? (base + 4 * cause) >>> 0 : base;
  }

  /** Gives the address at which the program goes on. */
  leaveTrap(): number {
    this.interruptEnable = this.previousInterruptEnable;
    this.previousInterruptEnable = true;
    return this.mepc;
  }

  /** Gives the value before the access, or nothing where the access is illegal. */
  access(
    address: number,
    operation: 'read' | 'write' | 'set' | 'clear',
    operand: number,
    timed: number,
  ): number | undefined {
    const before = timedCsrs.has(address) ? this.timedValue(address, timed) : this.read(address);
    if (before === undefined) return undefined;
    if (operation === 'read') return before;
    if (address >> 10 === 3) return undefined;
    const after = operation === 'write' ? operand : operation === 'set' ? before | operand : before & ~operand;
    this.write(address, after >>> 0);
    return before;
  }

  private timedValue(address: number, timed: number): number {
    if (address === 0x344) return timed & interruptMask;
    return this.options.counters ? timed : 0;
  }

  private read(address: number): number | undefined {
    const low = Number(BigInt.asUintN(32, this.minstret));
    const high = Number(this.minstret >> 32n);
    switch (address) {
      case 0x300:
        return 0x1800 + (this.previousInterruptEnable ? 0x80 : 0) + (this.interruptEnable ? 8 : 0);
      case 0x301:
        return this.options.compressed ? 0x40001104 : 0x40001100;
      case 0x304:
        return this.mie;
      case 0x305:
        return this.mtvec;
      case 0x320:
        return this.mcountinhibit;
      case 0x340:
        return this.mscratch;
      case 0x341:
        return this.mepc;
      case 0x342:
        return this.mcause;
      case 0x343:
        return this.mtval;
      case 0xb02:
      case 0xc02:
        return low;
      case 0xb82:
      case 0xc82:
        return high;
      case 0xf14:
        return this.options.hartId;
      default:
        return zeros.has(address) ? 0 : undefined;
    }
  }

  private write(address: number, value: number): void {
    switch (address) {
      case 0x300:
        this.interruptEnable = (value & 8) !== 0;
        this.previousInterruptEnable = (value & 0x80) !== 0;
        return;
      case 0x304:
        this.mie = value & interruptMask;
        return;
      case 0x305:
        this.mtvec = (value & ~2) >>> 0;
        return;
      case 0x320:
        if (this.options.counters) this.mcountinhibit = value & 5;
        return;
      case 0x340:
        this.mscratch = value;
        return;
      case 0x341:
        this.mepc = (value & (this.options.compressed ? ~1 : ~3)) >>> 0;
        return;
      case 0x342:
        this.mcause = (value & 0x8000001f) >>> 0;
        return;
      case 0x343:
        this.mtval = value;
        return;
      case 0xb02:
      case 0xb82: {
        if (!this.options.counters) return;
        const [low, high] = [BigInt.asUintN(32, this.minstret), this.minstret >> 32n];
        this.minstret = address === 0xb02 ? (high << 32n) + BigInt(value) : (BigInt(value) << 32n) + low;
        this.instretWritten = true;
      }
    }
  }
}
