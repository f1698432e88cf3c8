/** Fixed-point numbers: operators that lose no bit, explicit rounding and saturation, constants with a known error. */
export { fixedConstant, type NearestFixed, nearestFixed, type RealConstantOptions, realOf } from './constants.ts';
export { type FixedConversion, toFixed } from './convert.ts';
export { dotProduct } from './dot-product.ts';
export { Fixed, type FixedShape, fixed, unsignedFixed } from './fixed.ts';
