/** Numbers of the commands that the harness understands. A script is a sequence of 32-bit words, little-endian. */
export const commands = {
  /** port, value words */
  set: 1,
  /** cycles low, high; all clocks rise */
  step: 2,
  /** port, value words, maximum cycles low, high; answers reached (0 or 1), cycles taken and cycle, low, high */
  runUntil: 3,
  /** port; answers value words */
  get: 4,
  /** memory, address, count; answers count · value words */
  readMemory: 5,
  /** memory, address, count, count · value words */
  writeMemory: 6,
  /** answers rising clock edges low, high */
  cycle: 7,
  /** how many clocks rise, their numbers, cycles low, high */
  stepClocks: 8,
} as const;

/** 32-bit words that a value of `width` bits takes. */
export function wordsOfWidth(width: number): number {
  return Math.ceil(width / 32);
}

/** The lowest `width` bits of `value` as 32-bit words, the lowest first. */
export function valueToWords(value: bigint, width: number): number[] {
  const bits = BigInt.asUintN(width, value);
  return Array.from({ length: wordsOfWidth(width) }, (_, word) => Number((bits >> BigInt(32 * word)) & 0xffffffffn));
}

/** The value of `width` bits that lies in the words from `start`, the lowest first. */
export function wordsToValue(words: Uint32Array, start: number, width: number, signed: boolean): bigint {
  let value = 0n;
  for (let word = wordsOfWidth(width) - 1; word >= 0; word--) value = (value << 32n) | BigInt(words[start + word]!);
  return signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
}

/** A script as the bytes that the harness reads: its length in words, then the words. */
export function frame(script: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * (script.length + 1));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, script.length, true);
  script.forEach((word, place) => {
    view.setUint32(4 * (place + 1), word, true);
  });
  return bytes;
}

/** Collects the harness's output and cuts it into answers. */
export function answerReader(receive: (answer: Uint32Array) => void): (bytes: Uint8Array) => void {
  let held = new Uint8Array(0);
  return (bytes) => {
    const all = new Uint8Array(held.length + bytes.length);
    all.set(held);
    all.set(bytes, held.length);
    held = all;
    while (held.length >= 4) {
      const view = new DataView(held.buffer, held.byteOffset, held.byteLength);
      const length = view.getUint32(0, true);
      if (held.length < 4 * (length + 1)) return;
      receive(Uint32Array.from({ length }, (_, word) => view.getUint32(4 * (word + 1), true)));
      held = held.slice(4 * (length + 1));
    }
  };
}
