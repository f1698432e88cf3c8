import type { ChannelParameters } from '../../../accelerators/tensortrail/parameter-word.ts';
import type { Tap } from '../../../accelerators/tensortrail/tap-word.ts';

/** A memory that is filled piece by piece; equal pieces are stored once. */
export interface PieceMemory<Piece> {
  /** The word at which the piece begins. */
  add(piece: Piece): number;
}

/** Images of weights, whole words of `wordBytes` bytes. */
export function weightMemory(wordBytes: number): PieceMemory<Int8Array> & { readonly bytes: () => Int8Array } {
  const images: Int8Array[] = [];
  const known = new Map<string, number>();
  let words = 0;
  return {
    add(image) {
      const content = Buffer.from(image.buffer, image.byteOffset, image.length).toString('latin1');
      const found = known.get(content);
      if (found !== undefined) return found;
      const base = words;
      known.set(content, base);
      images.push(image);
      words += image.length / wordBytes;
      return base;
    },
    bytes() {
      const all = new Int8Array(words * wordBytes);
      let place = 0;
      for (const image of images) {
        all.set(image, place);
        place += image.length;
      }
      return all;
    },
  };
}

/** Sequences of entries: a sequence that is already somewhere is not stored again. `size` entries are a word. */
function sequenceMemory<Entry>(
  text: (entry: Entry) => string,
  size: number,
): PieceMemory<readonly Entry[]> & { readonly entries: readonly Entry[] } {
  const entries: Entry[] = [];
  const texts: string[] = [];
  return {
    entries,
    add(piece) {
      const wanted = piece.map(text);
      for (let start = 0; start + wanted.length <= texts.length; start += size) {
        if (wanted.every((one, place) => texts[start + place] === one)) return start / size;
      }
      const base = entries.length / size;
      entries.push(...piece);
      texts.push(...wanted);
      return base;
    },
  };
}

const tapNames: readonly (keyof Tap)[] = [
  'offset',
  'fixed',
  'repeats',
  'step',
  'firstRow',
  'lastRow',
  'firstColumn',
  'lastColumn',
  'firstLane',
  'laneRepeats',
];

export function tapMemory() {
  return sequenceMemory<Tap>((tap) => tapNames.map((name) => tap[name]).join(), 1);
}

export function parameterMemory(array: number) {
  return sequenceMemory<ChannelParameters>(
    ({ bias, multiplier, left, right }) => `${bias},${multiplier},${left},${right}`,
    array,
  );
}
