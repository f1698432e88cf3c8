import { fail } from '../../generators/diagnostics.ts';
import {
  bool,
  input,
  Module,
  mux,
  output,
  reg,
  regNext,
  type UInt,
  uint,
  when,
} from '../../generators/language/index.ts';
import { Core } from './core.ts';
import { type CoreParameters, checkCoreParameters, defaultCoreParameters } from './parameters.ts';
import { ramModule } from './ram.ts';
import { MachineTimer } from './timer.ts';

export interface SocParameters {
  readonly core: CoreParameters;
  /** First address of the memory, a multiple of its size. */
  readonly memoryBase: number;
  /** A power of two, at least 16. The lower half and the upper half serve one access each in a cycle. */
  readonly memoryBytes: number;
}

export const defaultSocParameters: SocParameters = {
  core: defaultCoreParameters,
  memoryBase: 0x8000_0000,
  memoryBytes: 256 * 1024,
};

/** Addresses of the devices. */
export const deviceAddresses = {
  /** The timer, 64 KiB. */
  timer: 0x0200_0000,
  /** A byte that is written here is printed. */
  console: 0x1000_0000,
  /** A word that is written here ends the program with that code. */
  exit: 0x1000_0004,
} as const;

/** The system, with a memory that holds nothing in particular at the start. */
export const Soc = systemModule();

/**
 * A core with memory, timer, console and exit. Both halves of the memory hold program and data; the core waits for
 * an instruction only where it accesses data in the same half in the same cycle.
 * @param image The words of the memory at the start, as many as it has, from 0 to 2^32 - 1: FPGAs load them. They are no
 * parameter of the module, which would be told at the head of its text.
 */
export function systemModule(image?: readonly number[]) {
  return Module('Soc', (parameters: SocParameters) => system(parameters, image));
}

function system(parameters: SocParameters, image: readonly number[] | undefined) {
  checkSocParameters(parameters);
  const { memoryBase, memoryBytes } = parameters;
  const externalInterrupt = input(bool());
  const core = Core(parameters.core);
  const { instructionBus, dataBus } = core;

  const sizeBits = Math.log2(memoryBytes);
  const inMemory = (address: UInt) => address.bits(31, sizeBits).eq(Math.floor(memoryBase / memoryBytes));
  const inUpperHalf = (address: UInt) => address.bit(sizeBits - 1);

  // --------------------------------------------------------------------------------------------------- memory
  const dataToMemory = dataBus.request.and(inMemory(dataBus.address));
  const dataUpper = inUpperHalf(dataBus.address);
  const instructionUpper = inUpperHalf(instructionBus.address);
  const sameHalf = dataUpper.eq(instructionUpper);
  const instructionReady = dataToMemory.and(sameHalf).not();
  const words = memoryBytes / 8;
  const LowerRam = image ? ramModule('Lower', image.slice(0, words)) : ramModule();
  const UpperRam = image ? ramModule('Upper', image.slice(words)) : LowerRam;
  const lower = LowerRam({ words });
  const upper = UpperRam({ words });
  for (const half of [lower, upper]) {
    const isUpper = half === upper;
    const isDatas = dataToMemory.and(isUpper ? dataUpper : dataUpper.not());
    const address = mux(isDatas, dataBus.address, instructionBus.address);
    // A read that nobody asked for does no harm, and whether one is asked for is known late.
    half.port.enable.value = true;
    half.port.write.value = isDatas.and(dataBus.write);
    half.port.address.value = address.bits(sizeBits - 2, 2);
    half.port.strobe.value = mux(isDatas, dataBus.strobe, 0);
    half.port.writeData.value = dataBus.writeData;
  }

  const instructionRead = {
    valid: regNext(instructionBus.request.and(instructionReady), { reset: false }),
    upper: regNext(instructionUpper),
    inMemory: regNext(inMemory(instructionBus.address)),
  };
  const instructionWord = mux(instructionRead.upper, upper.readData, lower.readData);
  instructionBus.ready.value = instructionReady;
  instructionBus.valid.value = instructionRead.valid;
  // Outside of the memory there is the word 0, which is no instruction.
  instructionBus.readData.value = mux(instructionRead.inMemory, instructionWord, 0);

  // -------------------------------------------------------------------------------------------------- devices
  const deviceWrite = dataBus.request.and(dataBus.write);
  const isTimer = dataBus.address.bits(31, 16).eq(deviceAddresses.timer / 2 ** 16);
  const timer = MachineTimer(
    {},
    { offset: dataBus.address.bits(15, 0), write: deviceWrite.and(isTimer), writeData: dataBus.writeData },
  );
  core.interrupts.external.value = externalInterrupt;
  core.interrupts.timer.value = timer.timerInterrupt;
  core.interrupts.software.value = timer.softwareInterrupt;

  const dataRead = {
    valid: regNext(dataBus.request, { reset: false }),
    upper: regNext(dataUpper),
    inMemory: regNext(dataToMemory),
    device: regNext(mux(isTimer, timer.readData, 0)),
  };
  dataBus.ready.value = true;
  dataBus.valid.value = dataRead.valid;
  const dataWord = mux(dataRead.upper, upper.readData, lower.readData);
  dataBus.readData.value = mux(dataRead.inMemory, dataWord, dataRead.device);

  const writesConsole = deviceWrite.and(dataBus.address.eq(deviceAddresses.console)).and(dataBus.strobe.bit(0));
  const writesExit = deviceWrite.and(dataBus.address.eq(deviceAddresses.exit));
  const printed = reg({ valid: bool(), byte: uint(8) }, { reset: { valid: false } });
  printed.valid.next = writesConsole;
  printed.byte.next = dataBus.writeData.bits(7, 0);
  const exited = reg(bool(), { reset: false });
  const exitCode = reg(uint(32), { reset: 0 });
  when(writesExit.and(exited.not()), () => {
    exited.next = true;
    exitCode.next = dataBus.writeData;
  });

  return {
    externalInterrupt,
    /** The program printed `consoleByte`; true for one cycle. */
    consoleValid: output(printed.valid),
    consoleByte: output(printed.byte),
    exited: output(exited),
    exitCode: output(exitCode),
    /** Something was printed, or the program has ended. */
    attention: output(printed.valid.or(exited)),
    retired: output(core.retirement.valid),
  };
}

/** @throws BurinError RV001 where a parameter is out of range. */
export function checkSocParameters({ core, memoryBase, memoryBytes }: SocParameters): void {
  checkCoreParameters(core);
  if (!Number.isInteger(Math.log2(memoryBytes)) || memoryBytes < 16 || memoryBytes > 2 ** 28) {
    fail('RV001', `a memory of ${memoryBytes} bytes`, 'choose a power of two from 16 to 268435456');
  }
  if (memoryBase % memoryBytes !== 0 || memoryBase < 0 || memoryBase >= 2 ** 32) {
    fail('RV001', `a memory of ${memoryBytes} bytes at ${memoryBase}`, 'choose a base that is a multiple of the size');
  }
}
