export { type AsciiWaveOptions, asciiWave } from './ascii.ts';
export type { NamePatterns } from './patterns.ts';
export { type Recording, type RecordOptions, record } from './record.ts';
export type { WaveTiming } from './timing.ts';
export { type Trace, type TraceKind, type TraceSignal, valueAt } from './trace.ts';
export type { Radix } from './value-text.ts';
export { vcdText } from './vcd.ts';
export { wavePage } from './view/page.ts';
export { checkWaveFile, writeWave } from './write.ts';
