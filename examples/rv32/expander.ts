import {
  bool,
  cat,
  constant,
  fill,
  input,
  Module,
  mux,
  output,
  switchOn,
  type UInt,
  uint,
  when,
} from '../../generators/language/index.ts';
import { opcodes, systemInstructions } from './instruction-set.ts';

/** Registers that some compressed instructions name without a field. */
const zero = 0;
const returnAddress = 1;
const stackPointer = 2;

/** Turns a 16-bit instruction of the extension C into the 32-bit one that does the same. Without registers. */
export const Expander = Module('Expander', () => {
  /** Bits 1 to 0 are not 11: those would begin a 32-bit instruction. */
  const compressed = input(uint(16));

  const expanded = output(uint(32));
  /** Reserved, or of an extension that the core does not have. */
  const illegal = output(bool());

  const bits = (high: number, low: number): UInt => compressed.bits(high, low);
  const bit = (index: number): UInt => compressed.bits(index, index);
  const zeros = (count: number): UInt => constant(uint(count), 0);

  const destination = bits(11, 7);
  const source = bits(6, 2);
  const shortHigh = cat(constant(uint(2), 1), bits(9, 7));
  const shortLow = cat(constant(uint(2), 1), bits(4, 2));

  const immediate = cat(fill(7, bit(12)), bits(6, 2));
  const upperImmediate = cat(fill(15, bit(12)), bits(6, 2));
  const stackAdjustment = cat(fill(3, bit(12)), bits(4, 3), bit(5), bit(2), bit(6), zeros(4));
  const stackOffset = cat(zeros(2), bits(10, 7), bits(12, 11), bit(5), bit(6), zeros(2));
  const wordOffset = cat(zeros(5), bit(5), bits(12, 10), bit(6), zeros(2));
  const stackLoadOffset = cat(zeros(4), bits(3, 2), bit(12), bits(6, 4), zeros(2));
  const stackStoreOffset = cat(zeros(4), bits(8, 7), bits(12, 9), zeros(2));
  const jumpOffset = cat(fill(10, bit(12)), bit(8), bits(10, 9), bit(6), bit(7), bit(2), bit(11), bits(5, 3), zeros(1));
  const branchOffset = cat(fill(5, bit(12)), bits(6, 5), bit(2), bits(11, 10), bits(4, 3), zeros(1));
  const notForRv32 = compressed.bit(12);

  illegal.value = false;
  // Whatever an illegal instruction expands to is never executed.
  expanded.value = cat(compressed, compressed);
  switchOn(cat(bits(1, 0), bits(15, 13)))
    .is(code(0, 0), () => {
      expanded.value = immediateForm(stackOffset, stackPointer, 0b000, shortLow, opcodes.immediate);
      illegal.value = bits(12, 5).eq(0);
    })
    .is(code(0, 2), () => {
      expanded.value = immediateForm(wordOffset, shortHigh, 0b010, shortLow, opcodes.load);
    })
    .is(code(0, 6), () => {
      expanded.value = storeForm(wordOffset, shortLow, shortHigh);
    })
    .is(code(1, 0), () => {
      expanded.value = immediateForm(immediate, destination, 0b000, destination, opcodes.immediate);
    })
    .is(code(1, 1), () => {
      expanded.value = jumpForm(jumpOffset, returnAddress);
    })
    .is(code(1, 2), () => {
      expanded.value = immediateForm(immediate, zero, 0b000, destination, opcodes.immediate);
    })
    .is(code(1, 3), () => {
      expanded.value = mux(
        destination.eq(stackPointer),
        immediateForm(stackAdjustment, stackPointer, 0b000, stackPointer, opcodes.immediate),
        cat(upperImmediate, destination, constant(uint(7), opcodes.loadUpperImmediate)),
      );
      illegal.value = cat(bit(12), bits(6, 2)).eq(0);
    })
    .is(code(1, 4), () => {
      switchOn(bits(11, 10))
        .is(0, () => {
          expanded.value = shiftForm(0, shortHigh, 0b101);
          illegal.value = notForRv32;
        })
        .is(1, () => {
          expanded.value = shiftForm(0b0100000, shortHigh, 0b101);
          illegal.value = notForRv32;
        })
        .is(2, () => {
          expanded.value = immediateForm(immediate, shortHigh, 0b111, shortHigh, opcodes.immediate);
        })
        .otherwise(() => {
          const subtract = registerForm(0b0100000, shortLow, shortHigh, 0b000, shortHigh);
          const exclusiveOr = registerForm(0, shortLow, shortHigh, 0b100, shortHigh);
          const or = registerForm(0, shortLow, shortHigh, 0b110, shortHigh);
          const and = registerForm(0, shortLow, shortHigh, 0b111, shortHigh);
          const lower = mux(compressed.bit(5), exclusiveOr, subtract);
          expanded.value = mux(compressed.bit(6), mux(compressed.bit(5), and, or), lower);
          illegal.value = notForRv32;
        });
    })
    .is(code(1, 5), () => {
      expanded.value = jumpForm(jumpOffset, zero);
    })
    .is([code(1, 6), code(1, 7)], () => {
      expanded.value = branchForm(branchOffset, shortHigh, cat(zeros(2), bit(13)));
    })
    .is(code(2, 0), () => {
      expanded.value = shiftForm(0, destination, 0b001);
      illegal.value = notForRv32;
    })
    .is(code(2, 2), () => {
      expanded.value = immediateForm(stackLoadOffset, stackPointer, 0b010, destination, opcodes.load);
      illegal.value = destination.eq(0);
    })
    .is(code(2, 4), () => {
      const link = cat(zeros(4), bit(12));
      const jump = immediateForm(zeros(12), destination, 0b000, link, opcodes.jumpRegister);
      const add = registerForm(0, source, mux(compressed.bit(12), destination, zeros(5)), 0b000, destination);
      expanded.value = mux(source.eq(0), jump, add);
      when(source.eq(0).and(destination.eq(0)), () => {
        expanded.value = systemInstructions.breakpoint;
        illegal.value = compressed.bit(12).not();
      });
    })
    .is(code(2, 6), () => {
      expanded.value = storeForm(stackStoreOffset, source, stackPointer);
    })
    .otherwise(() => {
      illegal.value = true;
    });

  return { compressed, expanded, illegal };

  function shiftForm(function7: number, register: UInt, function3: number): UInt {
    return immediateForm(cat(constant(uint(7), function7), source), register, function3, register, opcodes.immediate);
  }
});

/** The selector of the expander: bits 1 to 0 of the instruction, then bits 15 to 13. */
const code = (quadrant: number, function3: number): number => quadrant * 8 + function3;

type Register = UInt | number;
const register = (number: Register): UInt => (typeof number === 'number' ? constant(uint(5), number) : number);

function immediateForm(
  immediate: UInt,
  source: Register,
  function3: number,
  destination: Register,
  opcode: number,
): UInt {
  return cat(
    immediate,
    register(source),
    constant(uint(3), function3),
    register(destination),
    constant(uint(7), opcode),
  );
}

function registerForm(function7: number, second: UInt, first: UInt, function3: number, destination: UInt): UInt {
  const [high, middle, low] = [
    constant(uint(7), function7),
    constant(uint(3), function3),
    constant(uint(7), opcodes.register),
  ];
  return cat(high, second, first, middle, destination, low);
}

/** A store of a word. */
function storeForm(offset: UInt, data: UInt, base: Register): UInt {
  const [high, low] = [offset.bits(11, 5), offset.bits(4, 0)];
  return cat(high, data, register(base), constant(uint(3), 0b010), low, constant(uint(7), opcodes.store));
}

/** `offset` has 21 bits, the lowest being 0. */
function jumpForm(offset: UInt, link: number): UInt {
  const opcode = constant(uint(7), opcodes.jump);
  return cat(offset.bits(20, 20), offset.bits(10, 1), offset.bits(11, 11), offset.bits(19, 12), register(link), opcode);
}

/** `offset` has 13 bits, the lowest being 0. */
function branchForm(offset: UInt, first: UInt, function3: UInt): UInt {
  const high = cat(offset.bits(12, 12), offset.bits(10, 5));
  const low = cat(offset.bits(4, 1), offset.bits(11, 11));
  return cat(high, register(zero), first, function3, low, constant(uint(7), opcodes.branch));
}
