import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { UltraTrail } from '../../generators/accelerators/ultratrail/ultratrail.ts';
import { elaborate } from '../../generators/language/index.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { driveReads, driveWrites, loadProgram, resetDesign, runInference } from '../../sim/host/drive-host.ts';
import {
  configurationRead,
  hostAddress,
  imageWrites,
  scoresRead,
  startWrite,
  statusRead,
  wordsRead,
} from '../../sim/host/host-port.ts';
import { keywordNetworkFile, layer, network, readKeywordNetwork } from '../mapping/networks.ts';

/** Published instance: the widest memory word is WMEM's 384 bits, 12 lanes, 4 bits; the deepest memory has 1024 words. */
const published = ultraTrailParameters();

describe('the host port', () => {
  it('has addresses of region, word and lane', () => {
    expect(hostAddress(published, 7, 1023, 11)).toBe(0b111_1111111111_1011);
    expect(startWrite(published)).toEqual({ address: 0, data: 1 });
    expect(statusRead(published).addresses).toEqual([0b1_0000]);
  });

  it('writes the lanes of each word upwards', () => {
    const writes = imageWrites(published, { memory: 'program', address: 3, words: [0x2aa_1234_5678n, 5n] });
    expect(writes).toEqual([
      { address: 0b001_0000000011_0000, data: 0x12345678 },
      { address: 0b001_0000000011_0001, data: 0x2aa },
      { address: 0b001_0000000100_0000, data: 5 },
      { address: 0b001_0000000100_0001, data: 0 },
    ]);
  });

  it('reads status and configuration as fields', () => {
    expect(statusRead(published).decode([0x0371])).toEqual({ busy: true, done: false, errorCode: 7, layer: 3 });
    expect(statusRead(published).decode([0x0a02])).toEqual({ busy: false, done: true, errorCode: 0, layer: 10 });
    expect(configurationRead(published).decode([0x1408_0608])).toEqual({
      array: 8,
      weightBits: 6,
      activationBits: 8,
      accumulatorBits: 20,
    });
  });

  it('reads scores from their words in LMEM', () => {
    const parameters = ultraTrailParameters({ array: 2 });
    const program = mapNetwork(
      network([layer({ name: 'a', outputChannels: 3, inputLength: 1, kernel: 1, scores: true })]),
      parameters,
    );
    // No word is wider than 64 bits: 1 bit of lane; WMEM's 16384 words: 14 bits of word. A word of LMEM has 40 bits:
    // two lanes. Blocks 0 and 1 are at words 2 and 4 of region 7.
    const { addresses, decode } = scoresRead(program);
    const base = 7 * 2 ** (14 + 1);
    expect(addresses).toEqual([2, 2, 4, 4].map((word, place) => base + word * 2 + (place % 2)));
    expect(decode([0xfff00005, 0xff, 7, 0])).toEqual([5, -1, 7]);
  });
});

describe('an UltraTrail driven through its host port', () => {
  const parameters = ultraTrailParameters({ array: 4 });

  it('answers reads with what was written, in every memory that can be written', async () => {
    const design = createSimulator(elaborate(UltraTrail, parameters));
    resetDesign(design);
    expect(await driveReads(design, configurationRead(parameters))).toEqual({
      array: 4,
      weightBits: 6,
      activationBits: 8,
      accumulatorBits: 20,
    });
    // 16 blocks of 4 channels make the layer word two bits wider than the published one.
    const widths = { program: 44, wmem: 96, bmem: 32, fmem0: 32, fmem1: 32, fmem2: 32 } as const;
    const image = (width: number) =>
      Array.from({ length: 5 }, (_, word) =>
        BigInt.asUintN(width, 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835n >> BigInt(word * 3)),
      );
    for (const [memory, width] of Object.entries(widths) as [keyof typeof widths, number][]) {
      driveWrites(design, imageWrites(parameters, { memory, address: 2, words: image(width) }));
      expect(await driveReads(design, wordsRead(parameters, memory, [2, 3, 4, 5, 6])), memory).toEqual(image(width));
    }
  });

  describe.skipIf(!existsSync(keywordNetworkFile(6)))('with the keyword network', () => {
    it('gives the scores of the training and takes the cycles of the cycle model', async () => {
      const program = mapNetwork(readKeywordNetwork(6), parameters);
      const { vectors } = JSON.parse(readFileSync(new URL('vectors-w6.json', keywordNetworkFile(6)), 'utf8'));
      const design = createSimulator(elaborate(UltraTrail, parameters));
      resetDesign(design);
      loadProgram(design, program);
      for (const { features, logits } of [vectors[0], vectors[7], vectors[23]]) {
        const run = await runInference(design, program, features.flat());
        expect(run.scores).toEqual(logits);
        expect(run.cycles).toBe(89055 + 2);
        expect(run.status).toEqual({ busy: false, done: true, errorCode: 0, layer: 10 });
      }
    });
  });
});
