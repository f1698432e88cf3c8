import { amaranth } from './amaranth.ts';
import { chisel } from './chisel.ts';
import type { Peer } from './peer.ts';
import { spinal } from './spinal.ts';

export const peers: readonly Peer[] = [chisel, spinal, amaranth];

/** What to say of a peer that is not there. */
export const howToInstall = (key: string): string =>
  `node --import ./bin/strip-types.mjs bench/peers/install.ts ${key}`;
