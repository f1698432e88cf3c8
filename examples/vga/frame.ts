import type { Simulator } from '../../sim/engine/index.ts';
import { totalOf, type VideoMode } from './modes.ts';

/** Runs a simulated `TestScreen` up to its next frame and through it; gives red, green and blue of each pixel. */
export function renderFrame(simulator: Simulator, { horizontal, vertical }: VideoMode): Uint8Array {
  const [red, green, blue] = ['red', 'green', 'blue'].map((name) => simulator.signalHandle(name));
  const visible = simulator.signalHandle('visible');
  const frame = totalOf(horizontal) * totalOf(vertical);
  const level = Number(vertical.syncLevel);
  simulator.runUntil('verticalSync', { value: 1 - level, maximumCycles: frame });
  simulator.runUntil('verticalSync', { value: level, maximumCycles: frame });
  const pixels = new Uint8Array(3 * horizontal.visible * vertical.visible);
  for (let at = 0; at < pixels.length; simulator.step()) {
    if (visible.get() === 0) continue;
    pixels.set([red!.get(), green!.get(), blue!.get()], at);
    at += 3;
  }
  return pixels;
}
