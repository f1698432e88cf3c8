import type { Circuit } from '../generators/circuit/types.ts';
import { elaborate } from '../generators/language/index.ts';
import { AsyncFifo } from './async-fifo/async-fifo.ts';
import { Blink } from './blink/blink.ts';
import { Core } from './rv32/core.ts';
import { defaultCoreParameters } from './rv32/parameters.ts';
import { Hasher } from './sha256/hasher.ts';
import { LoopBack } from './spi/loop-back.ts';
import { Systolic } from './systolic/systolic.ts';
import { videoModes } from './vga/modes.ts';
import { TestScreen } from './vga/screen.ts';

const { horizontal, vertical } = videoModes['640x480'];

/** The examples whose Verilog lies beside their source, by folder: the circuits that are printed there. */
export const printedExamples: Readonly<Record<string, () => Circuit>> = {
  'async-fifo': () => elaborate(AsyncFifo, { wordBits: 12, depth: 16 }),
  blink: () => elaborate(Blink, { cycles: 6_000_000 }),
  rv32: () => elaborate(Core, defaultCoreParameters),
  sha256: () => elaborate(Hasher, {}),
  spi: () => elaborate(LoopBack, { mode: 0, wordBits: 8, halfPeriod: 4 }),
  systolic: () => elaborate(Systolic, { size: 4, elementBits: 8, sumBits: 24 }),
  vga: () => elaborate(TestScreen, { horizontal, vertical }),
};
