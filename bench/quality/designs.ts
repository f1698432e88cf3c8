import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fir, lowPass } from '../../examples/fir/fir.ts';
import { OuterProductArray } from '../../examples/mac-array/mac-array.ts';
import { Queue } from '../../generators/blocks/index.ts';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate, uint } from '../../generators/language/index.ts';
import { type DialectName, emitVerilog } from '../../generators/verilog/index.ts';
import type { Peer } from '../peers/peer.ts';
import { runRounds } from '../peers/run-rounds.ts';
import { type Contestant, type Design, sameNames } from './design.ts';
import { flowDialects } from './synthesis.ts';

const size = 8;

const array: Design = {
  name: `The ${size}×${size} MAC array`,
  ports: [
    { name: 'clear', width: 1, direction: 'input' },
    { name: 'enable', width: 1, direction: 'input' },
    { name: 'features', width: 8 * size, direction: 'input' },
    { name: 'weights', width: 8 * size, direction: 'input' },
    { name: 'row', width: Math.log2(size), direction: 'input' },
    { name: 'out', width: 32 * size, direction: 'output' },
  ],
  clear: 'clear',
  observed: 'out',
};

const queue: Design = {
  name: 'A queue of 16 words of 32 bits',
  ports: [
    { name: 'incoming_valid', width: 1, direction: 'input' },
    { name: 'incoming_payload', width: 32, direction: 'input' },
    { name: 'incoming_ready', width: 1, direction: 'output' },
    { name: 'outgoing_valid', width: 1, direction: 'output' },
    { name: 'outgoing_payload', width: 32, direction: 'output' },
    { name: 'outgoing_ready', width: 1, direction: 'input' },
    { name: 'count', width: 5, direction: 'output' },
  ],
  observed: "{count, incoming_ready, outgoing_valid, outgoing_valid ? outgoing_payload : 32'd0}",
};

const filter: Design = {
  name: 'The filter of examples/fir',
  ports: [
    { name: 'x', width: 12, direction: 'input' },
    { name: 'y', width: 12, direction: 'output' },
  ],
  observed: 'y',
};

/** In the dialects for which the flows of `synthesis.ts` ask. */
function ours(design: Design, circuit: Circuit): Contestant {
  requireSound(circuit);
  const textsIn = (dialect: DialectName) => emitVerilog(circuit, { dialect }).map(({ text }) => text);
  const dialects = new Map(flowDialects.map((dialect) => [dialect, textsIn(dialect)]));
  const { name: top } = circuit.top;
  return { name: 'Burin', texts: textsIn('portable'), dialects, top, connections: sameNames(design) };
}

function byHand(design: Design, file: string, top: string): Contestant {
  const text = readFileSync(new URL(`../peers/systemverilog/${file}`, import.meta.url), 'utf8');
  return { name: 'by hand', texts: [text], top, connections: sameNames(design) };
}

/** The array of a peer, in the text that yosys 0.23 reads. */
async function peersArray(peer: Peer, folder: string): Promise<Contestant> {
  const file = join(folder, `${peer.key}.sv`);
  await runRounds(peer.command({ shape: 'hierarchical', size, file, seconds: 0, forYosys: true }));
  const { clock, reset, prefix, result, elements } = peer.ports;
  const connections = array.ports.flatMap(({ name, width }): [string, string][] => {
    const theirs = `${prefix}${name === 'out' ? result : name}`;
    const bits = width / size;
    if (!elements || bits < 8) return [[theirs, name]];
    return Array.from({ length: size }, (_, place) => [`${theirs}_${place}`, `${name}[${bits * place} +: ${bits}]`]);
  });
  const names = new Map([[clock, 'clock'], [reset, 'reset'], ...connections]);
  return { name: peer.name, texts: [readFileSync(file, 'utf8')], top: 'MacArray', connections: names };
}

export interface Comparison {
  readonly design: Design;
  /** The one that is written by hand, ours, and then the peers. */
  readonly contestants: readonly Contestant[];
}

/** All designs that are compared, the array also in the given peers, which write their text into `folder`. */
export async function comparisons(peers: readonly Peer[], folder: string): Promise<readonly Comparison[]> {
  const theirs: Contestant[] = [];
  for (const peer of peers) theirs.push(await peersArray(peer, folder));
  return [
    {
      design: array,
      contestants: [
        byHand(array, 'mac-array.sv', 'OuterProductArray'),
        ours(array, elaborate(OuterProductArray, { size })),
        ...theirs,
      ],
    },
    {
      design: queue,
      contestants: [
        byHand(queue, 'queue.sv', 'Queue16x32'),
        ours(queue, elaborate(Queue, { payload: uint(32), depth: 16 })),
      ],
    },
    {
      design: filter,
      contestants: [byHand(filter, 'fir.sv', 'Fir'), ours(filter, elaborate(Fir, lowPass))],
    },
  ];
}
