import {
  type Bool,
  bool,
  cat,
  constant,
  input,
  Module,
  mux,
  output,
  reg,
  switchOn,
  type UInt,
  uint,
  when,
  wire,
} from '../../generators/language/index.ts';
import { Counter } from './counters.ts';
import { csrAddresses, zeroCsrs } from './csr-addresses.ts';
import { interruptCodes } from './instruction-set.ts';
import type { CoreParameters } from './parameters.ts';

const machineExternal = interruptCodes.external;
const machineTimer = interruptCodes.timer;
const machineSoftware = interruptCodes.software;

/** Interrupt lines, active while they are true; also the bits of `mie`. */
export function interruptShape() {
  return { external: bool(), timer: bool(), software: bool() };
}

/** Control and status registers of machine mode, and what traps and returns do to them. */
export const CsrFile = Module('CsrFile', (parameters: Pick<CoreParameters, 'hartId' | 'compressed' | 'counters'>) => {
  const { hartId, compressed, counters } = parameters;
  const access = input({
    address: uint(12),
    operand: uint(32),
    /** Bits 13 to 12 of the instruction: 1 writes the operand, 2 sets its bits, 3 clears them. */
    operation: uint(2),
    /** The instruction writes: it is no setting or clearing of register x0. */
    writes: bool(),
    /** The instruction completes in this cycle. */
    completes: bool(),
  });
  const trap = input({
    taken: bool(),
    interrupt: bool(),
    code: uint(5),
    programCounter: uint(32),
    /** For `mtval`. */
    value: uint(32),
  });
  const returns = input(bool());
  /** An instruction retires; a trap does not. */
  const retires = input(bool());
  const lines = input(interruptShape());

  const interruptEnable = reg(bool(), { reset: false });
  const previousInterruptEnable = reg(bool(), { reset: false });
  const enabled = reg(interruptShape(), { reset: { external: false, timer: false, software: false } });
  const vectorBase = reg(uint(30), { reset: 0 });
  const vectored = reg(bool(), { reset: false });
  const scratch = reg(uint(32), { reset: 0 });
  const exceptionCounter = reg(uint(compressed ? 31 : 30), { reset: 0 });
  const causeInterrupt = reg(bool(), { reset: false });
  const causeCode = reg(uint(5), { reset: 0 });
  const trapValue = reg(uint(32), { reset: 0 });

  const zeros = (count: number): UInt => constant(uint(count), 0);
  const interruptBits = ({ external, timer, software }: Record<'external' | 'timer' | 'software', Bool>): UInt =>
    cat(external, zeros(3), timer, zeros(3), software, zeros(3)).extend(32);
  const returnAddress = cat(exceptionCounter, zeros(compressed ? 1 : 2));
  const status = cat(constant(uint(2), 3), zeros(3), previousInterruptEnable, zeros(3), interruptEnable, zeros(3));

  // --------------------------------------------------------------------------------------------------- access
  const readData = wire(uint(32));
  const exists = wire(bool());
  const written = wire(uint(32));
  const writes = access.writes.and(access.completes);
  const writesTo = (address: number): Bool => writes.and(access.address.eq(address));

  written.value = access.operand;
  switchOn(access.operation)
    .is(2, () => {
      written.value = readData.or(access.operand);
    })
    .is(3, () => {
      written.value = readData.and(access.operand.not());
    });

  when(writesTo(csrAddresses.mstatus), () => {
    interruptEnable.next = written.bit(3);
    previousInterruptEnable.next = written.bit(7);
  });
  when(writesTo(csrAddresses.mie), () => {
    enabled.external.next = written.bit(machineExternal);
    enabled.timer.next = written.bit(machineTimer);
    enabled.software.next = written.bit(machineSoftware);
  });
  when(writesTo(csrAddresses.mtvec), () => {
    vectorBase.next = written.bits(31, 2);
    vectored.next = written.bit(0);
  });
  when(writesTo(csrAddresses.mscratch), () => {
    scratch.next = written;
  });
  when(writesTo(csrAddresses.mepc), () => {
    exceptionCounter.next = written.bits(31, compressed ? 1 : 2);
  });
  when(writesTo(csrAddresses.mcause), () => {
    causeInterrupt.next = written.bit(31);
    causeCode.next = written.bits(4, 0);
  });
  when(writesTo(csrAddresses.mtval), () => {
    trapValue.next = written;
  });

  when(trap.taken, () => {
    previousInterruptEnable.next = interruptEnable;
    interruptEnable.next = false;
    exceptionCounter.next = trap.programCounter.bits(31, compressed ? 1 : 2);
    causeInterrupt.next = trap.interrupt;
    causeCode.next = trap.code;
    trapValue.next = trap.value;
  });
  when(returns, () => {
    interruptEnable.next = previousInterruptEnable;
    previousInterruptEnable.next = true;
  });

  // ------------------------------------------------------------------------------------------------- counters
  const counted = counters ? countersOf(retires) : undefined;

  function countersOf(retires: Bool) {
    const inhibited = reg({ cycle: bool(), instructions: bool() }, { reset: { cycle: false, instructions: false } });
    when(writesTo(csrAddresses.mcountinhibit), () => {
      inhibited.cycle.next = written.bit(0);
      inhibited.instructions.next = written.bit(2);
    });
    const cycleCounter = Counter({}, { counts: inhibited.cycle.not(), writeData: written });
    cycleCounter.writeLow.value = writesTo(csrAddresses.mcycle);
    cycleCounter.writeHigh.value = writesTo(csrAddresses.mcycleh);
    const instructionCounter = Counter({}, { counts: retires.and(inhibited.instructions.not()), writeData: written });
    instructionCounter.writeLow.value = writesTo(csrAddresses.minstret);
    instructionCounter.writeHigh.value = writesTo(csrAddresses.minstreth);
    const inhibit = cat(inhibited.instructions, zeros(1), inhibited.cycle).extend(32);
    return { inhibit, cycle: cycleCounter, instructions: instructionCounter };
  }

  // ----------------------------------------------------------------------------------------------------- read
  const extensions = bitOf('I') + bitOf('M') + (compressed ? bitOf('C') : 0);
  const none = zeros(32);
  const values: readonly (readonly [address: number | readonly number[], value: UInt])[] = [
    [csrAddresses.mstatus, status.extend(32)],
    [csrAddresses.misa, constant(uint(32), 2 ** 30 + extensions)],
    [csrAddresses.mie, interruptBits(enabled)],
    [csrAddresses.mtvec, cat(vectorBase, zeros(1), vectored)],
    [csrAddresses.mcountinhibit, counted?.inhibit ?? none],
    [csrAddresses.mscratch, scratch],
    [csrAddresses.mepc, returnAddress],
    [csrAddresses.mcause, cat(causeInterrupt, zeros(26), causeCode)],
    [csrAddresses.mtval, trapValue],
    [csrAddresses.mip, interruptBits(lines)],
    [[csrAddresses.mcycle, csrAddresses.cycle], counted?.cycle.low ?? none],
    [[csrAddresses.mcycleh, csrAddresses.cycleh], counted?.cycle.high ?? none],
    [[csrAddresses.minstret, csrAddresses.instret], counted?.instructions.low ?? none],
    [[csrAddresses.minstreth, csrAddresses.instreth], counted?.instructions.high ?? none],
    [csrAddresses.mhartid, constant(uint(32), hartId)],
    [zeroCsrs, none],
  ];
  readData.value = 0;
  exists.value = true;
  const cases = switchOn(access.address);
  for (const [address, value] of values) {
    cases.is(address, () => {
      readData.value = value;
    });
  }
  cases.otherwise(() => {
    exists.value = false;
  });
  const readOnly = access.address.bits(11, 10).eq(3);

  // ----------------------------------------------------------------------------------------- interrupts, traps
  const external = lines.external.and(enabled.external);
  const timer = lines.timer.and(enabled.timer);
  const software = lines.software.and(enabled.software);
  const wakes = external.or(timer).or(software);
  const interruptCode = mux(
    external,
    constant(uint(5), machineExternal),
    mux(software, constant(uint(5), machineSoftware), machineTimer),
  );
  // What is known late chooses between both targets: it does not pass the adder.
  const interruptTarget = vectorBase.addWrap(mux(vectored, interruptCode, 0));

  return {
    access,
    trap,
    returns,
    retires,
    lines,
    readData: output(readData),
    /** The access is allowed: the register is there, and is not written where it is read-only. */
    legal: output(exists.and(readOnly.and(access.writes).not())),
    /** An interrupt that is enabled in `mie` waits: ends `wfi`. */
    wakes: output(wakes),
    /** The interrupt is to be taken before the next instruction. */
    interrupts: output(wakes.and(interruptEnable)),
    interruptCode: output(interruptCode),
    trapTarget: output(cat(mux(trap.interrupt, interruptTarget, vectorBase), zeros(2))),
    returnTarget: output(returnAddress),
  };
});

/** The bit of `misa` that stands for an extension. */
const bitOf = (letter: string): number => 2 ** (letter.charCodeAt(0) - 'A'.charCodeAt(0));
