import type { Convert } from '../circuit/types.ts';

/** Whether the low `width` bits of a conversion are those of its operand. */
export function isTransparent({ type, operand }: Convert, width: number): boolean {
  if (width <= type.width) return true;
  if (type.width < operand.type.width) return false;
  if (type.signed === operand.type.signed) return true;
  return type.width > operand.type.width && !operand.type.signed;
}
