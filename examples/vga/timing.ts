import { counter } from '../../generators/blocks/index.ts';
import { type Bool, composite, Module, output, type UInt } from '../../generators/language/index.ts';
import { type Scan, totalOf, type VideoMode } from './modes.ts';

/** Counts through the pixels of a picture and makes the pulses by which a screen finds lines and frames. */
export const VideoTiming = Module('VideoTiming', ({ horizontal, vertical }: VideoMode) => {
  const column = counter(totalOf(horizontal));
  // A line is over for the vertical direction where its pulse begins: so both pulses begin in one cycle.
  const lineEnds = column.value.eq(horizontal.visible + horizontal.frontPorch - 1);
  const line = counter(totalOf(vertical), { enable: lineEnds });

  return {
    /** Pixel of the line, from the left; beyond the visible ones while none is shown. */
    x: output(column.value),
    /** Line of the frame, from the top. */
    y: output(line.value),
    visible: output(column.value.lt(horizontal.visible).and(line.value.lt(vertical.visible))),
    horizontalSync: output(syncOf(column.value, horizontal)),
    verticalSync: output(syncOf(line.value, vertical)),
    /** The last line of a frame is over. */
    frameEnds: output(line.wraps),
  };
});

/** The wire of the pulse. */
function syncOf(position: UInt, { visible, frontPorch, sync, syncLevel }: Scan): Bool {
  const begin = visible + frontPorch;
  return composite(() => {
    const isPulse = position.ge(begin).and(position.lt(begin + sync));
    return syncLevel ? isPulse : isPulse.not();
  });
}
