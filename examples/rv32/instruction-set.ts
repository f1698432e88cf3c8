import { bool, enumeration, uint } from '../../generators/language/index.ts';

/** Bits 6 to 0 of a 32-bit instruction. */
export const opcodes = {
  load: 0b0000011,
  fence: 0b0001111,
  immediate: 0b0010011,
  addUpperImmediate: 0b0010111,
  store: 0b0100011,
  register: 0b0110011,
  loadUpperImmediate: 0b0110111,
  branch: 0b1100011,
  jumpRegister: 0b1100111,
  jump: 0b1101111,
  system: 0b1110011,
} as const;

/** The instructions of the opcode `system` that are no accesses to CSRs, as whole words. */
export const systemInstructions = {
  environmentCall: 0x0000_0073,
  breakpoint: 0x0010_0073,
  wait: 0x1050_0073,
  return: 0x3020_0073,
} as const;

/** `mcause` of a synchronous exception. */
export const exceptionCodes = {
  instructionMisaligned: 0,
  illegalInstruction: 2,
  breakpoint: 3,
  loadMisaligned: 4,
  storeMisaligned: 6,
  environmentCall: 11,
} as const;

/** `mcause` of an interrupt without its highest bit; also the place of its bit in `mip` and `mie`. */
export const interruptCodes = { software: 3, timer: 7, external: 11 } as const;

/** What of the core executes an instruction. */
export const Unit = enumeration('Unit', [
  'Alu',
  'AddUpperImmediate',
  'Branch',
  'Jump',
  'JumpRegister',
  'Load',
  'Store',
  'MultiplyDivide',
  'Csr',
  'EnvironmentCall',
  'Breakpoint',
  'Return',
  'Wait',
  'FenceInstruction',
  'Illegal',
]);

export const AluOperation = enumeration('AluOperation', [
  'Add',
  'Subtract',
  'ShiftLeft',
  'LessSigned',
  'LessUnsigned',
  'Xor',
  'ShiftRight',
  'ShiftRightArithmetic',
  'Or',
  'And',
]);

/** All that the execute stage must know of an instruction besides its bits. */
export function controlShape() {
  return {
    unit: Unit,
    aluOperation: AluOperation,
    /** The second operand of the ALU is the immediate, not a register. */
    useImmediate: bool(),
    immediate: uint(32),
    /** The instruction reads the register that bits 19 to 15 name; else its first operand is 0. */
    readsFirst: bool(),
    /** The instruction reads the register that bits 24 to 20 name. */
    readsSecond: bool(),
    /** The instruction writes the register that bits 11 to 7 name. */
    writesRegister: bool(),
  };
}
