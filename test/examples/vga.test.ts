import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderFrame } from '../../examples/vga/frame.ts';
import { type VideoMode, videoModes } from '../../examples/vga/modes.ts';
import { TestScreen } from '../../examples/vga/screen.ts';
import { elaborate } from '../../generators/language/index.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import { engines } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { outputsInVerilator } from './verilated.ts';

const circuitOf = ({ horizontal, vertical }: VideoMode) => checked(elaborate(TestScreen, { horizontal, vertical }));

/** Behind the cycle of the reset: the registers of the wires still show it. */
function started(mode: VideoMode, engine: Simulator['engine']): Simulator {
  const simulator = createSimulator(circuitOf(mode), { engine });
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  return simulator;
}

/** Totals and places as published (VESA DMT 1.0, CTA-861): pixels or lines counted from the first visible one. */
const published = {
  '640x480': { pixels: 800, lines: 525, sync: [656, 752, 490, 492], level: [0, 0], lineRate: 31.469, frameRate: 59.94 },
  '800x600': {
    pixels: 1056,
    lines: 628,
    sync: [840, 968, 601, 605],
    level: [1, 1],
    lineRate: 37.879,
    frameRate: 60.317,
  },
  '1280x720': { pixels: 1650, lines: 750, sync: [1390, 1430, 725, 730], level: [1, 1], lineRate: 45, frameRate: 60 },
} as const;

const names = ['640x480', '800x600', '1280x720'] as const;

describe.each(names)('%s', (name) => {
  const { pixels, lines, sync, level, lineRate, frameRate } = published[name];
  const [horizontalBegin, horizontalEnd, verticalBegin, verticalEnd] = sync;
  const [visiblePixels, visibleLines] = name.split('x').map(Number) as [number, number];

  it('has the published pulses, measured on the wires over a frame', () => {
    const simulator = started(videoModes[name], 'wasm');
    const watch = (signal: string) => simulator.signalHandle(signal);
    const [horizontal, vertical, visible] = [watch('horizontalSync'), watch('verticalSync'), watch('visible')];
    simulator.runUntil('verticalSync', { value: 1 - level[1], maximumCycles: pixels * lines });
    simulator.runUntil('verticalSync', { value: level[1], maximumCycles: pixels * lines });

    // A frame from one vertical pulse to the next: where lines of pixels begin and end, and both kinds of pulses.
    const edges = { horizontal: [] as number[], vertical: [] as number[], visible: [] as number[] };
    let before = [1 - level[0], 1 - level[1], 0];
    for (let cycle = 0; cycle <= pixels * lines; cycle += 1) {
      const now = [horizontal.get(), vertical.get(), visible.get()];
      if (now[0] !== before[0]) edges.horizontal.push(cycle);
      if (now[1] !== before[1]) edges.vertical.push(cycle);
      if (now[2] !== before[2]) edges.visible.push(cycle);
      before = now;
      simulator.step();
    }

    const lineStarts = Array.from({ length: lines + 1 }, (_, line) => line * pixels);
    const pulse = horizontalEnd - horizontalBegin;
    expect(edges.horizontal).toEqual(lineStarts.flatMap((start) => [start, start + pulse]).slice(0, 2 * lines + 1));
    expect(edges.vertical).toEqual([0, (verticalEnd - verticalBegin) * pixels, pixels * lines]);
    // Lines are counted from one horizontal pulse to the next: the first pixel comes behind pulse and back porch.
    const firstPixel = (lines - verticalBegin) * pixels + (pixels - horizontalBegin);
    const shown = Array.from({ length: visibleLines }, (_, line) => firstPixel + line * pixels);
    expect(edges.visible).toEqual(shown.flatMap((start) => [start, start + visiblePixels]));
  });

  it('has the published rates', () => {
    const { pixelClock } = videoModes[name];
    expect(pixelClock / pixels / 1000).toBeCloseTo(lineRate, 3);
    expect(pixelClock / (pixels * lines)).toBeCloseTo(frameRate, 2);
  });
});

/** What the picture shows, worked out pixel by pixel. */
function pixelAt({ horizontal, vertical }: VideoMode, x: number, y: number, frame: number): readonly number[] {
  const colours = ['ffffff', 'ffff00', '00ffff', '00ff00', 'ff00ff', 'ff0000', '0000ff', '000000'];
  const isEdge = x === 0 || y === 0 || x === horizontal.visible - 1 || y === vertical.visible - 1;
  if (isEdge) return [255, 255, 255];
  if (4 * y >= 3 * vertical.visible) return [(x + frame) % 256, (x + frame) % 256, (x + frame) % 256];
  const colour = colours[Math.floor((8 * x) / horizontal.visible)]!;
  return [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

const scan = (visible: fc.Arbitrary<number>) =>
  fc.record({
    visible,
    frontPorch: fc.integer({ min: 1, max: 5 }),
    sync: fc.integer({ min: 1, max: 5 }),
    backPorch: fc.integer({ min: 1, max: 5 }),
    syncLevel: fc.boolean(),
  });
const smallModes: fc.Arbitrary<VideoMode> = fc.record({
  horizontal: scan(fc.integer({ min: 1, max: 5 }).map((eighths) => 8 * eighths)),
  vertical: scan(fc.integer({ min: 3, max: 20 })),
});

const lengthOf = ({ visible, frontPorch, sync, backPorch }: VideoMode['horizontal']) =>
  visible + frontPorch + sync + backPorch;

/** What the wires show so many cycles behind the reset, from the definition of a mode. */
function wiresAt(mode: VideoMode, cycle: number): Readonly<Record<string, number>> {
  const { horizontal, vertical } = mode;
  const [pixels, lines] = [lengthOf(horizontal), lengthOf(vertical)];
  const x = cycle % pixels;
  const intoLine = pixels - horizontal.visible - horizontal.frontPorch;
  const line = Math.floor((cycle + intoLine) / pixels);
  const y = line % lines;
  const visible = x < horizontal.visible && y < vertical.visible;
  const frame = Math.floor(line / lines);
  const [red = 0, green = 0, blue = 0] = visible ? pixelAt(mode, x, y, frame) : [];
  const level = (position: number, { visible: shown, frontPorch, sync, syncLevel }: VideoMode['horizontal']) => {
    const begin = shown + frontPorch;
    return Number((position >= begin && position < begin + sync) === syncLevel);
  };
  const pulses = { horizontalSync: level(x, horizontal), verticalSync: level(y, vertical) };
  return { red, green, blue, visible: Number(visible), ...pulses };
}

describe.each(engines)('any mode in the %s engine', (engine) => {
  it('shows the picture and its pulses in every cycle', () => {
    fc.assert(
      fc.property(smallModes, (mode) => {
        const simulator = started(mode, engine);
        const length = 3 * lengthOf(mode.horizontal) * lengthOf(mode.vertical);
        for (let cycle = 0; cycle < length; cycle += 1) {
          simulator.step();
          const expected = wiresAt(mode, cycle);
          const shown = Object.keys(expected).map((name) => [name, simulator.getNumber(name)]);
          expect(Object.fromEntries(shown)).toEqual(expected);
        }
      }),
      { numRuns: engine === 'wasm' ? 15 : 3 },
    );
  });
});

/** Reads a PNG file without filters, of three chunks. */
function pixelsOf(file: Buffer, width: number, height: number): Buffer {
  expect(file.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  const chunks: { readonly type: string; readonly data: Buffer }[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const [type, data] = [file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, at + 8 + length)];
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(file.subarray(at + 4, at + 8 + length)));
    chunks.push({ type, data });
    at += 12 + length;
  }
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  const [header, content] = chunks.map(({ data }) => data);
  expect([...header!]).toEqual([0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 2, 0, 0, 0]);
  const lines = inflateSync(content!);
  const size = 3 * width + 1;
  return Buffer.concat(Array.from({ length: height }, (_, line) => lines.subarray(line * size + 1, (line + 1) * size)));
}

describe('the picture', () => {
  const wholePicture = (mode: VideoMode, frame: number): Uint8Array => {
    const { horizontal, vertical } = mode;
    const at = Array.from({ length: vertical.visible }, (_, y) =>
      Array.from({ length: horizontal.visible }, (_, x) => pixelAt(mode, x, y, frame)),
    );
    return Uint8Array.from(at.flat(2));
  };

  it('is rendered whole', () => {
    const rendered = renderFrame(started(videoModes['800x600'], 'wasm'), videoModes['800x600']);
    expect(Buffer.compare(rendered, wholePicture(videoModes['800x600'], 1))).toBe(0);
  });

  it('is written as PNG by the script, as it lies beside the source', () => {
    const script = resolve('examples/vga/render.ts');
    const folder = mkdtempSync(join(tmpdir(), 'burin-vga-'));
    try {
      const command = ['--import', resolve('bin/strip-types.mjs'), script];
      const run = spawnSync('node', command, { cwd: folder, encoding: 'utf8' });
      expect(`${run.stdout}${run.stderr}`).toBe('');
      expect(readdirSync(folder)).toEqual(['640x480.png']);
      const expected = wholePicture(videoModes['640x480'], 1);
      for (const file of [join(folder, '640x480.png'), resolve('examples/vga/640x480.png')]) {
        expect(Buffer.compare(pixelsOf(readFileSync(file), 640, 480), expected)).toBe(0);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has modes that the script names', () => {
    const command = ['--import', resolve('bin/strip-types.mjs'), resolve('examples/vga/render.ts'), '320x200'];
    const { status, stderr } = spawnSync('node', command, { encoding: 'utf8' });
    expect(stderr).toBe('usage: render.ts [mode] [file.png]; the modes are 640x480, 800x600, 1280x720\n');
    expect(status).toBe(2);
  });

  it.skipIf(!verilatorIsInstalled)('is the same under Verilator', async () => {
    const small = { frontPorch: 2, sync: 3, backPorch: 4 };
    const mode: VideoMode = {
      horizontal: { visible: 24, ...small, syncLevel: true },
      vertical: { visible: 12, ...small, syncLevel: false },
    };
    const rows = await outputsInVerilator(
      circuitOf(mode),
      Array.from({ length: 2000 }, () => ({})),
    );
    const shown = rows
      .slice(1)
      .map((row) => Object.fromEntries(Object.entries(row).map(([wire, value]) => [wire, Number(value)])));
    expect(shown).toEqual(shown.map((_, cycle) => wiresAt(mode, cycle)));
  });
});
