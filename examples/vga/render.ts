// Simulates a frame and writes it: node --import ./bin/strip-types.mjs examples/vga/render.ts [mode] [file]
import { renameSync, writeFileSync } from 'node:fs';
import { elaborate } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { renderFrame } from './frame.ts';
import { type VideoMode, videoModes } from './modes.ts';
import { encodePng } from './png.ts';
import { TestScreen } from './screen.ts';

const [name = '640x480', file = `${name}.png`, ...more] = process.argv.slice(2);
const mode = new Map<string, VideoMode>(Object.entries(videoModes)).get(name);
if (mode && more.length === 0) {
  process.exitCode = write(file, picture(mode));
} else {
  console.error(`usage: render.ts [mode] [file.png]; the modes are ${Object.keys(videoModes).join(', ')}`);
  process.exitCode = 2;
}

function picture({ horizontal, vertical }: VideoMode): Uint8Array {
  const simulator = createSimulator(elaborate(TestScreen, { horizontal, vertical }));
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  return encodePng(horizontal.visible, vertical.visible, renderFrame(simulator, { horizontal, vertical }));
}

/** Gives the exit code. */
function write(path: string, bytes: Uint8Array): number {
  try {
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
    return 0;
  } catch (error) {
    console.error(`${path} cannot be written: ${(error as Error).message}`);
    return 1;
  }
}
