import {
  assert,
  assume,
  type Bool,
  bool,
  cat,
  constant,
  drive,
  hexadecimal,
  input,
  Module,
  message,
  mux,
  output,
  reg,
  switchOn,
  type UInt,
  uint,
  type Value,
  when,
  wire,
} from '../../generators/language/index.ts';
import { Alu } from './alu.ts';
import { CsrFile, interruptShape } from './csr-file.ts';
import { Decoder } from './decoder.ts';
import { Expander } from './expander.ts';
import { Fetch } from './fetch.ts';
import { controlShape, exceptionCodes, Unit } from './instruction-set.ts';
import { LoadAlign, StoreAlign } from './load-store.ts';
import { MultiplyDivide } from './multiply-divide.ts';
import type { CoreParameters } from './parameters.ts';
import { RegisterFile } from './register-file.ts';
import { retirementShape } from './retirement.ts';

/**
 * RV32IMC with Zicsr, Zifencei and machine mode, in three stages: fetch and decode | execute | write back. All traps
 * are taken in the execute stage; a load or store waits for its answer in the last one.
 */
export const Core = Module('Core', (parameters: CoreParameters) => {
  const { resetVector, hartId, compressed, multiplier, registers: registerMemory, counters } = parameters;
  const instructionBus = {
    ...input({
      /** The request is accepted in this cycle. */
      ready: bool(),
      /** The answer to the request accepted last is there. */
      valid: bool(),
      readData: uint(32),
    }),
    request: output(bool()),
    address: output(uint(32)),
  };
  const dataBus = {
    ...input({ ready: bool(), valid: bool(), readData: uint(32) }),
    request: output(bool()),
    write: output(bool()),
    address: output(uint(32)),
    /** Bytes to write, the lowest address first; 0 for a read. */
    strobe: output(uint(4)),
    writeData: output(uint(32)),
  };
  const interrupts = input(interruptShape());
  const retirement = output(retirementShape());

  // --------------------------------------------------------------------------------------------------- stages
  const redirect = wire(bool());
  const redirectTarget = wire(uint(32));
  /** What the execute stage has is done or gone at the end of the cycle. */
  const executeFree = wire(bool());

  /** The instruction in the execute stage. */
  const execute = reg(
    {
      valid: bool(),
      programCounter: uint(32),
      nextProgramCounter: uint(32),
      instruction: uint(32),
      /** As it stands in memory: 16-bit instructions with zeros above. */
      encoding: uint(32),
      /** The register was written when it was read or since then: its value is beside the memory of the registers. */
      firstPassed: bool(),
      secondPassed: bool(),
      control: controlShape(),
    },
    { reset: { valid: false } },
  );
  /** The instruction behind it, or the trap that it was. Behind a reset it writes 0 into x0, which nothing else writes. */
  const writeBack = reg(
    {
      valid: bool(),
      waits: bool(),
      loads: bool(),
      writesRegister: bool(),
      destination: uint(5),
      value: uint(32),
      addressLow: uint(2),
      size: uint(2),
      zeroExtends: bool(),
    },
    { reset: { valid: false, waits: false, loads: false, writesRegister: true, destination: 0, value: 0 } },
  );

  // ----------------------------------------------------------------------------------------- fetch and decode
  const fetch = Fetch(
    { resetVector, compressed },
    {
      redirect,
      target: redirectTarget,
      take: executeFree,
      busReady: instructionBus.ready,
      busValid: instructionBus.valid,
      busReadData: instructionBus.readData,
    },
  );
  instructionBus.request.value = fetch.busRequest;
  instructionBus.address.value = fetch.busAddress;
  const decoded = expandedInstruction();
  const decoder = Decoder({}, { instruction: decoded.instruction });
  // ------------------------------------------------------------------------------------------------- operands
  const { control } = execute;
  const is = (unit: Parameters<typeof control.unit.is>[0]): Bool => control.unit.is(unit);
  const function3 = execute.instruction.bits(14, 12);
  const destination = execute.instruction.bits(11, 7);
  const firstIndex = execute.instruction.bits(19, 15);
  const secondIndex = execute.instruction.bits(24, 20);
  const registers = RegisterFile({ registers: registerMemory }, { read: executeFree });
  registers.firstIndex.value = decoded.instruction.bits(19, 15);
  registers.secondIndex.value = decoded.instruction.bits(24, 20);
  const writeBackDone = writeBack.waits.not().or(dataBus.valid);
  const matchesFirst = writeBack.writesRegister.and(writeBack.destination.eq(firstIndex));
  const matchesSecond = writeBack.writesRegister.and(writeBack.destination.eq(secondIndex));
  const awaitsLoad = writeBack.loads.and(
    matchesFirst.and(control.readsFirst).or(matchesSecond.and(control.readsSecond)),
  );
  const writtenValue = wire(uint(32));
  const passed = reg({ first: uint(32), second: uint(32) });
  const first = mux(
    control.readsFirst,
    mux(matchesFirst, writeBack.value, mux(execute.firstPassed, passed.first, registers.first)),
    0,
  );
  const second = mux(matchesSecond, writeBack.value, mux(execute.secondPassed, passed.second, registers.second));
  // An instruction that is held up has read its registers: what is written meanwhile was not there yet.
  when(matchesFirst.and(writeBackDone), () => {
    execute.firstPassed.next = true;
    passed.first.next = writtenValue;
  });
  when(matchesSecond.and(writeBackDone), () => {
    execute.secondPassed.next = true;
    passed.second.next = writtenValue;
  });
  when(executeFree, () => {
    execute.valid.next = fetch.valid.and(redirect.not());
    execute.programCounter.next = fetch.programCounter;
    execute.nextProgramCounter.next = fetch.nextProgramCounter;
    execute.instruction.next = decoded.instruction;
    execute.encoding.next = mux(fetch.long, fetch.instruction, fetch.instruction.bits(15, 0));
    execute.firstPassed.next = registers.firstMeets;
    execute.secondPassed.next = registers.secondMeets;
    passed.first.next = writtenValue;
    passed.second.next = writtenValue;
    assignFields(execute.control, decoder.control);
    when(decoded.illegal, () => {
      execute.control.unit.next = Unit.Illegal;
    });
  });

  // -------------------------------------------------------------------------------------------------- execute
  const alu = Alu(
    {},
    { operation: control.aluOperation, first, second: mux(control.useImmediate, control.immediate, second) },
  );
  /** Of a branch, or of a jump that adds to the program counter. */
  const target = execute.programCounter.addWrap(control.immediate);
  const store = StoreAlign({}, { address: alu.sum.bits(1, 0), size: function3.bits(1, 0), value: second });
  const multiplyDivide = MultiplyDivide({ multiplier }, { operation: function3, first, second });
  // With an operand that stands in the instruction no register is read.
  const csrOperand = first.or(mux(function3.bit(2), firstIndex, 0).extend(32));
  const csrs = CsrFile({ hartId, compressed, counters }, { lines: interrupts });
  csrs.access.address.value = execute.instruction.bits(31, 20);
  csrs.access.operand.value = csrOperand;
  csrs.access.operation.value = function3.bits(1, 0);
  csrs.access.writes.value = function3.bit(1).not().or(firstIndex.ne(0));

  const isMemory = is(Unit.Load).or(is(Unit.Store));
  const conditionHolds = mux(function3.bit(2), alu.less, alu.equal).xor(function3.bit(0));
  const jumps = is(Unit.Jump).or(is(Unit.JumpRegister)).or(is(Unit.Branch).and(conditionHolds));
  const jumpTarget = mux(is(Unit.JumpRegister), cat(alu.sum.bits(31, 1), constant(bool(), false)), target);

  // --------------------------------------------------------------------------------------------------- traps
  const exception = wire(bool());
  const exceptionCode = wire(uint(5));
  const exceptionValue = wire(uint(32));
  exception.value = false;
  exceptionCode.value = exceptionCodes.illegalInstruction;
  exceptionValue.value = execute.encoding;
  const raise = (condition: Bool, code: number, value: UInt): void => {
    when(condition, () => {
      exception.value = true;
      exceptionCode.value = code;
      exceptionValue.value = value;
    });
  };
  const noValue = constant(uint(32), 0);
  raise(is(Unit.Illegal).or(is(Unit.Csr).and(csrs.legal.not())), exceptionCodes.illegalInstruction, execute.encoding);
  raise(is(Unit.EnvironmentCall), exceptionCodes.environmentCall, noValue);
  raise(is(Unit.Breakpoint), exceptionCodes.breakpoint, execute.programCounter);
  raise(is(Unit.Load).and(store.misaligned), exceptionCodes.loadMisaligned, alu.sum);
  raise(is(Unit.Store).and(store.misaligned), exceptionCodes.storeMisaligned, alu.sum);
  if (!compressed) raise(jumps.and(jumpTarget.bit(1)), exceptionCodes.instructionMisaligned, jumpTarget);

  // -------------------------------------------------------------------------------------------------- control
  const mayAct = execute.valid.and(writeBackDone);
  // What ends a `wfi` is taken behind it; what is there before comes first.
  const asleep = reg(bool(), { reset: false });
  asleep.next = execute.valid.and(is(Unit.Wait)).and(executeFree.not());
  const takesInterrupt = mayAct.and(csrs.interrupts).and(asleep.not());
  const acts = mayAct.and(takesInterrupt.not()).and(awaitsLoad.not());
  const takesException = acts.and(exception);
  const takesTrap = takesInterrupt.or(takesException);
  const proceeds = acts.and(exception.not());
  /** Once it acts, the instruction leaves at the end of the cycle, done or with its exception. */
  const leaves = wire(bool());
  leaves.value = true;
  switchOn(control.unit)
    .is([Unit.Load, Unit.Store], () => {
      // Where the bus is always ready, the address, which is known late, holds up nothing.
      leaves.value = dataBus.ready.or(store.misaligned);
    })
    .is(Unit.MultiplyDivide, () => {
      leaves.value = multiplyDivide.done;
    })
    .is(Unit.Wait, () => {
      leaves.value = csrs.wakes;
    });
  const completes = proceeds.and(leaves);
  const returns = completes.and(is(Unit.Return));
  executeFree.value = execute.valid.not().or(takesInterrupt).or(acts.and(leaves));

  multiplyDivide.request.value = proceeds.and(is(Unit.MultiplyDivide));
  csrs.access.completes.value = completes.and(is(Unit.Csr));
  csrs.trap.taken.value = takesTrap;
  csrs.trap.interrupt.value = takesInterrupt;
  const trapCode = mux(takesInterrupt, csrs.interruptCode, exceptionCode);
  csrs.trap.code.value = trapCode;
  csrs.trap.programCounter.value = execute.programCounter;
  csrs.trap.value.value = mux(takesInterrupt, 0, exceptionValue);
  csrs.returns.value = returns;
  csrs.retires.value = completes;

  dataBus.request.value = proceeds.and(isMemory);
  dataBus.write.value = is(Unit.Store);
  dataBus.address.value = cat(alu.sum.bits(31, 2), constant(uint(2), 0));
  dataBus.strobe.value = mux(is(Unit.Store), store.strobe, 0);
  dataBus.writeData.value = store.data;

  // Whether a branch is taken comes late: it decides on the redirection and has no part in where that leads.
  redirectTarget.value = target;
  switchOn(control.unit)
    .is(Unit.JumpRegister, () => {
      redirectTarget.value = jumpTarget;
    })
    .is(Unit.FenceInstruction, () => {
      redirectTarget.value = execute.nextProgramCounter;
    })
    .is(Unit.Return, () => {
      redirectTarget.value = csrs.returnTarget;
    });
  when(takesTrap, () => {
    redirectTarget.value = csrs.trapTarget;
  });
  const leads = is(Unit.Jump).or(is(Unit.JumpRegister)).or(is(Unit.Return)).or(is(Unit.FenceInstruction));
  const redirectsAnyway = takesTrap.or(completes.and(leads));
  redirect.value = redirectsAnyway.or(acts.and(is(Unit.Branch)).and(conditionHolds));

  // ----------------------------------------------------------------------------------------------- write back
  const result = wire(uint(32));
  result.value = alu.result;
  switchOn(control.unit)
    .is([Unit.Jump, Unit.JumpRegister], () => {
      result.value = execute.nextProgramCounter;
    })
    .is(Unit.AddUpperImmediate, () => {
      result.value = target;
    })
    .is(Unit.MultiplyDivide, () => {
      result.value = multiplyDivide.result;
    })
    .is(Unit.Csr, () => {
      result.value = csrs.readData;
    });
  when(writeBackDone, () => {
    writeBack.valid.next = completes.or(takesTrap);
    writeBack.waits.next = completes.and(isMemory);
    writeBack.loads.next = completes.and(is(Unit.Load));
    writeBack.writesRegister.next = completes.and(control.writesRegister).and(destination.ne(0));
    writeBack.destination.next = destination;
    writeBack.value.next = result;
    writeBack.addressLow.next = alu.sum.bits(1, 0);
    writeBack.size.next = function3.bits(1, 0);
    writeBack.zeroExtends.next = function3.bit(2);
  });
  const load = LoadAlign(
    {},
    {
      address: writeBack.addressLow,
      size: writeBack.size,
      zeroExtends: writeBack.zeroExtends,
      word: dataBus.readData,
    },
  );
  writtenValue.value = mux(writeBack.loads, load.value, writeBack.value);
  registers.write.value = writeBack.writesRegister.and(writeBackDone);
  registers.writeIndex.value = writeBack.destination;
  registers.writeValue.value = writtenValue;

  // ----------------------------------------------------------------------------------------------- retirement
  const retired = reg({
    exception: bool(),
    interrupt: bool(),
    cause: uint(5),
    programCounter: uint(32),
    nextProgramCounter: uint(32),
    instruction: uint(32),
    memoryAddress: uint(32),
    writeStrobe: uint(4),
    writeData: uint(32),
  });
  when(writeBackDone, () => {
    retired.exception.next = takesException;
    retired.interrupt.next = takesInterrupt;
    retired.cause.next = trapCode;
    retired.programCounter.next = execute.programCounter;
    retired.nextProgramCounter.next = mux(redirect, redirectTarget, execute.nextProgramCounter);
    retired.instruction.next = execute.encoding;
    retired.memoryAddress.next = alu.sum;
    retired.writeStrobe.next = mux(is(Unit.Store).and(completes), store.strobe, 0);
    retired.writeData.next = store.data;
  });
  assignFields(retirement, {
    valid: writeBack.valid.and(writeBackDone),
    ...retired,
    destination: mux(writeBack.writesRegister, writeBack.destination, 0),
    value: mux(writeBack.writesRegister, writtenValue, 0),
  });

  // ------------------------------------------------------------------------------------------------ properties
  const implies = (condition: Bool, consequence: Bool): Bool => condition.not().or(consequence);
  assume(implies(dataBus.valid, writeBack.waits), 'the data bus answers what was asked');
  assert(
    implies(execute.valid.and(control.readsFirst).and(firstIndex.eq(0)), first.eq(0)),
    message`x0 reads as ${hexadecimal(first)} at ${hexadecimal(execute.programCounter)}`,
  );
  assert(
    implies(writeBack.writesRegister.and(writeBack.destination.eq(0)), writtenValue.eq(0)),
    'only 0 is written into x0',
  );
  assert(
    execute.programCounter.bits(compressed ? 0 : 1, 0).eq(0),
    message`an instruction at ${hexadecimal(execute.programCounter)}`,
  );
  assert(implies(redirect, redirectTarget.bits(compressed ? 0 : 1, 0).eq(0)), 'jumps lead to instructions');
  assert(implies(takesException, leaves), 'an instruction with an exception does not stay');
  assert(completes.and(takesTrap).not(), 'an instruction that completes does not trap');
  assert(
    implies(completes.and(control.readsFirst).and(matchesFirst), writeBack.loads.not()),
    'the value of a load is not used before it is there',
  );
  assert(implies(dataBus.request, writeBackDone), 'one access of data is under way at most');

  return { instructionBus, dataBus, interrupts, retirement };

  function expandedInstruction(): { readonly instruction: UInt; readonly illegal: Bool } {
    if (!compressed) return { instruction: fetch.instruction, illegal: constant(bool(), false) };
    const expander = Expander({}, { compressed: fetch.instruction.bits(15, 0) });
    return {
      instruction: mux(fetch.long, fetch.instruction, expander.expanded),
      illegal: fetch.long.not().and(expander.illegal),
    };
  }
});

/** Assigns each field of a record from the one of the same name. */
function assignFields<T extends Readonly<Record<string, Value>>>(
  target: T,
  source: { readonly [K in keyof T]: Value },
): void {
  for (const name of Object.keys(target)) drive(target[name]!, source[name]! as never);
}
