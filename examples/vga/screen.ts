import { counter } from '../../generators/blocks/index.ts';
import {
  type Bool,
  composite,
  fill,
  Module,
  mux,
  output,
  regNext,
  type UInt,
} from '../../generators/language/index.ts';
import type { VideoMode } from './modes.ts';
import { VideoTiming } from './timing.ts';

/**
 * A picture for tests: a white frame, in it the eight colours that full red, green and blue make, brightest first, and
 * in the lowest quarter a ramp of grey that moves by one pixel per frame. The width must be a multiple of 8.
 */
export const TestScreen = Module('TestScreen', ({ horizontal, vertical }: VideoMode) => {
  const timing = VideoTiming({ horizontal, vertical });
  const { x, y, visible } = timing;

  const isEdge = x
    .eq(0)
    .or(x.eq(horizontal.visible - 1))
    .or(y.eq(0))
    .or(y.eq(vertical.visible - 1));
  const inBar = counter(horizontal.visible / 8, { enable: visible });
  const bar = counter(8, { enable: inBar.wraps });
  const frame = counter(256, { enable: timing.frameEnds });
  const grey = x.addWrap(frame.value).wrap(8);
  const isRamp = y.ge(Math.ceil((vertical.visible * 3) / 4));

  const intensity = (isOn: Bool): UInt =>
    composite(() => mux(visible, mux(isEdge, 255, mux(isRamp, grey, fill(8, isOn))), 0));
  // One register behind everything: no wire of the cable shows a value that is still settling.
  const red = regNext(intensity(bar.value.bit(1).not()));
  const green = regNext(intensity(bar.value.bit(2).not()));
  const blue = regNext(intensity(bar.value.bit(0).not()));
  const shown = regNext(visible, { reset: false });
  const horizontalSync = regNext(timing.horizontalSync, { reset: !horizontal.syncLevel });
  const verticalSync = regNext(timing.verticalSync, { reset: !vertical.syncLevel });

  return {
    red: output(red),
    green: output(green),
    blue: output(blue),
    visible: output(shown),
    horizontalSync: output(horizontalSync),
    verticalSync: output(verticalSync),
  };
});
