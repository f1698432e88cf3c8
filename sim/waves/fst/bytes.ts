/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written so far. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    // Reserving may put another array in place.
    const place = this.#reserve(1);
    this.#bytes[place] = value;
  }

  append(bytes: Uint8Array): void {
    const place = this.#reserve(bytes.length);
    this.#bytes.set(bytes, place);
  }

  /** A whole number from 0 to 2^53 - 1, eight bytes, highest first. */
  unsigned64(value: number): void {
    const place = this.#reserve(8);
    this.#view.setBigUint64(place, BigInt(value));
  }

  /** Eight bytes, lowest first. */
  double(value: number): void {
    const place = this.#reserve(8);
    this.#view.setFloat64(place, value, true);
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, lowest first. */
  variable(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A text, and a byte 0 behind it. */
  text(text: string): void {
    this.append(Buffer.from(text));
    this.byte(0);
  }

  /** A text in a field of `size` bytes, at least one 0 behind it. */
  field(text: string, size: number): void {
    const field = new Uint8Array(size);
    field.set(Buffer.from(text).subarray(0, size - 1));
    this.append(field);
  }

  #reserve(count: number): number {
    const place = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return place;
  }
}
