/** Parts of an instruction as value and width, highest first. */
type Part = readonly [value: number, width: number];

const encode = (...parts: readonly Part[]): number =>
  Number(parts.reduce((word, [value, width]) => (word << BigInt(width)) | BigInt.asUintN(width, BigInt(value)), 0n));
export const immediateType = (immediate: number, rs1: number, function3: number, rd: number, opcode: number): number =>
  encode([immediate, 12], [rs1, 5], [function3, 3], [rd, 5], [opcode, 7]);
export const registerType = (function7: number, rs2: number, rs1: number, function3: number, rd: number): number =>
  encode([function7, 7], [rs2, 5], [rs1, 5], [function3, 3], [rd, 5], [0x33, 7]);
export const upperType = (upper: number, rd: number, opcode: number): number =>
  encode([upper, 20], [rd, 5], [opcode, 7]);
export const writeCsr = (address: number, rs1: number): number => immediateType(address, rs1, 1, 0, 0x73);

export const storeType = (offset: number, rs2: number, rs1: number, function3: number): number =>
  encode([offset >> 5, 7], [rs2, 5], [rs1, 5], [function3, 3], [offset, 5], [0x23, 7]);

/** `jal` */
export function jump(offset: number, rd: number): number {
  return encode([offset >> 20, 1], [offset >> 1, 10], [offset >> 11, 1], [offset >> 12, 8], [rd, 5], [0x6f, 7]);
}

export function branch(offset: number, function3: number, rs1: number, rs2: number): number {
  const high = encode([offset >> 12, 1], [offset >> 5, 6]);
  const low = encode([offset >> 1, 4], [offset >> 11, 1]);
  return encode([high, 7], [rs2, 5], [rs1, 5], [function3, 3], [low, 5], [0x63, 7]);
}
