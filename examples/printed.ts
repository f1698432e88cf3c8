import type { Circuit } from '../generators/circuit/types.ts';
import { elaborate } from '../generators/language/index.ts';
import { Blink } from './blink/blink.ts';
import { Hasher } from './sha256/hasher.ts';

/** The examples whose Verilog lies beside their source, by folder: the circuits that are printed there. */
export const printedExamples: Readonly<Record<string, () => Circuit>> = {
  blink: () => elaborate(Blink, { cycles: 6_000_000 }),
  sha256: () => elaborate(Hasher, {}),
};
