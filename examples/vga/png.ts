import { deflateSync } from 'node:zlib';

/** A picture as a PNG file: `pixels` has red, green and blue of each pixel, line by line from the top. */
export function encodePng(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8); // bits of a colour
  header.setUint8(9, 2); // red, green, blue
  // Each line has a byte in front: its filter, none.
  const lines = new Uint8Array(height * (1 + 3 * width));
  for (let line = 0; line < height; line += 1) {
    lines.set(pixels.subarray(3 * width * line, 3 * width * (line + 1)), line * (1 + 3 * width) + 1);
  }
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    signature,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, checksum]);
}

/** The CRC of the PNG standard; Node has one of its own from 20.15 on only. */
function crc32(data: Uint8Array): number {
  let remainder = 0xffff_ffff;
  for (const byte of data) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb8_8320 : remainder >>> 1;
    }
  }
  return ~remainder >>> 0;
}
