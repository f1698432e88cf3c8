import type { IsaModel } from './isa-model.ts';
import { Trap } from './isa-trap.ts';

/** Collects bits of the instruction: `[from, to]` puts bit `from` at place `to`. */
type BitMap = readonly (readonly [number, number])[];

/** Executes a 16-bit instruction by what the specification says of it, not by way of a 32-bit one. */
export function executeCompressed(model: IsaModel, instruction: number) {
  const field = (high: number, low: number): number => (instruction >> low) & (2 ** (high - low + 1) - 1);
  const gather = (map: BitMap): number => map.reduce((value, [from, to]) => value | (field(from, from) << to), 0);
  const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);
  const illegal = (): never => {
    throw new Trap(2, instruction);
  };
  const full = field(11, 7);
  const second = field(6, 2);
  const upperShort = 8 + field(9, 7);
  const lowerShort = 8 + field(4, 2);
  const immediate = signed((field(12, 12) << 5) | second, 6);
  const stackPointer = model.get(2);
  const pc = model.programCounter;
  const wordOffset = (field(12, 10) << 3) | (field(6, 6) << 2) | (field(5, 5) << 6);
  const jumpOffset = (): number => {
    const map: BitMap = [
      [12, 11],
      [11, 4],
      [10, 9],
      [9, 8],
      [8, 10],
      [7, 6],
      [6, 7],
      [5, 3],
      [4, 2],
      [3, 1],
      [2, 5],
    ];
    return signed(gather(map), 12);
  };
  const branchOffset = (): number => {
    const map: BitMap = [
      [12, 8],
      [11, 4],
      [10, 3],
      [6, 7],
      [5, 6],
      [4, 2],
      [3, 1],
      [2, 5],
    ];
    return signed(gather(map), 9);
  };

  switch (`${field(1, 0)}.${field(15, 13)}`) {
    case '0.0': {
      const offset = (field(12, 11) << 4) | (field(10, 7) << 6) | (field(6, 6) << 2) | (field(5, 5) << 3);
      if (offset === 0) illegal();
      return model.set(lowerShort, stackPointer + offset);
    }
    case '0.2':
      return model.set(lowerShort, model.load(model.get(upperShort) + wordOffset, 4));
    case '0.6':
      return model.store(model.get(upperShort) + wordOffset, 4, model.get(lowerShort));
    case '1.0':
      return model.set(full, model.get(full) + immediate);
    case '1.1': {
      const link = model.nextSequential;
      model.jump(pc + jumpOffset());
      return model.set(1, link);
    }
    case '1.2':
      return model.set(full, immediate);
    case '1.3': {
      if (immediate === 0) illegal();
      if (full !== 2) return model.set(full, immediate << 12);
      const map: BitMap = [
        [12, 9],
        [6, 4],
        [5, 6],
        [4, 8],
        [3, 7],
        [2, 5],
      ];
      return model.set(2, stackPointer + signed(gather(map), 10));
    }
    case '1.4': {
      const a = model.get(upperShort);
      const b = model.get(lowerShort);
      const kind = field(11, 10);
      if (kind === 2) return model.set(upperShort, a & immediate);
      if (field(12, 12) === 1) illegal();
      if (kind === 0) return model.set(upperShort, a >>> second);
      if (kind === 1) return model.set(upperShort, (a | 0) >> second);
      return model.set(upperShort, [a - b, a ^ b, a | b, a & b][field(6, 5)]!);
    }
    case '1.5':
      return model.jump(pc + jumpOffset());
    case '1.6':
      if (model.get(upperShort) === 0) model.jump(pc + branchOffset());
      return;
    case '1.7':
      if (model.get(upperShort) !== 0) model.jump(pc + branchOffset());
      return;
    case '2.0':
      if (field(12, 12) === 1) illegal();
      return model.set(full, model.get(full) << second);
    case '2.2': {
      if (full === 0) illegal();
      const offset = (field(12, 12) << 5) | (field(6, 4) << 2) | (field(3, 2) << 6);
      return model.set(full, model.load(stackPointer + offset, 4));
    }
    case '2.4': {
      if (second !== 0) return model.set(full, (field(12, 12) === 1 ? model.get(full) : 0) + model.get(second));
      if (field(12, 12) === 0) {
        if (full === 0) illegal();
        return model.jump(model.get(full));
      }
      if (full === 0) throw new Trap(3, pc);
      const [target, link] = [model.get(full), model.nextSequential];
      model.jump(target);
      return model.set(1, link);
    }
    case '2.6':
      return model.store(stackPointer + ((field(12, 9) << 2) | (field(8, 7) << 6)), 4, model.get(second));
    default:
      illegal();
  }
}
