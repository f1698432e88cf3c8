/** One direction of a picture, in pixels of a line or lines of a frame, in the order in which they come. */
export interface Scan {
  readonly visible: number;
  readonly frontPorch: number;
  readonly sync: number;
  readonly backPorch: number;
  /** The level of the wire during the synchronisation pulse. */
  readonly syncLevel: boolean;
}

/** Where a picture stands in time: one pixel per clock cycle. */
export interface VideoMode {
  readonly horizontal: Scan;
  readonly vertical: Scan;
}

export const totalOf = ({ visible, frontPorch, sync, backPorch }: Scan): number =>
  visible + frontPorch + sync + backPorch;

/** Modes at 60 frames per second and the frequency of their pixels in Hz: VESA DMT, and CTA-861 for 1280x720. */
export const videoModes = {
  '640x480': {
    pixelClock: 25_175_000,
    horizontal: { visible: 640, frontPorch: 16, sync: 96, backPorch: 48, syncLevel: false },
    vertical: { visible: 480, frontPorch: 10, sync: 2, backPorch: 33, syncLevel: false },
  },
  '800x600': {
    pixelClock: 40_000_000,
    horizontal: { visible: 800, frontPorch: 40, sync: 128, backPorch: 88, syncLevel: true },
    vertical: { visible: 600, frontPorch: 1, sync: 4, backPorch: 23, syncLevel: true },
  },
  '1280x720': {
    pixelClock: 74_250_000,
    horizontal: { visible: 1280, frontPorch: 110, sync: 40, backPorch: 220, syncLevel: true },
    vertical: { visible: 720, frontPorch: 5, sync: 5, backPorch: 20, syncLevel: true },
  },
} as const satisfies Readonly<Record<string, VideoMode & { readonly pixelClock: number }>>;

export type ModeName = keyof typeof videoModes;
