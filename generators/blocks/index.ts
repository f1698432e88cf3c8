/** The library: hardware that many designs need, written in the language itself. */
export { leadingZeros, popCount, sumOf, trailingZeros } from './bit-counts.ts';
export { reverseBits, rotateLeft, rotateRight } from './bit-order.ts';
export {
  type Counter,
  type CounterOptions,
  counter,
  downCounter,
  type UpDownOptions,
  upDownCounter,
} from './counters.ts';
export * from './crossing/index.ts';
export { type DelayOptions, delay, delayLine, registerEnable } from './delay.ts';
export { changes, type EdgeOptions, fallingEdge, risingEdge } from './edges.ts';
export * from './fixed-point/index.ts';
export { fromGray, toGray } from './gray.ts';
export { type LfsrOptions, lfsr } from './lfsr.ts';
export { primitivePolynomials } from './lfsr-polynomials.ts';
export * from './memories/index.ts';
export { type Case, lookup, mux1H, muxCase, muxLookup, priorityMux } from './multiplexers.ts';
export {
  allOf,
  anyOf,
  bitsOf,
  fromOneHot,
  lowestIndex,
  lowestOneHot,
  type PriorityEncoded,
  priorityEncode,
  toOneHot,
  wordOf,
} from './one-hot.ts';
export { debounce, pulseEvery, stretchPulse } from './pulses.ts';
export { type RoundingMode, rectify, roundedShiftRight } from './rounding.ts';
export * from './state-machine/index.ts';
export * from './streams/index.ts';
