import { crc32 } from 'node:zlib';

/** What the example's programs print, worked out here by other means than theirs. */
export const expectedOutput = { hello, sort, crc32: checksum, matrix, interrupts, benchmark };

const word = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

function hello(): string {
  return 'Hello from RV32IMC\n42 -2147483648 4294967295 deadbeef\n[   -42] [-00042] [0000beef] [x] [text] [%]\n';
}

function sort(): string {
  const numbers = new Int32Array(1000);
  let state = 1n;
  for (let index = 0; index < 1000; index++) {
    state = BigInt.asUintN(32, state * 1664525n + 1013904223n);
    numbers[index] = Number(BigInt.asIntN(32, state));
  }
  numbers.sort();
  return `${numbers[0]} ${numbers[500]} ${numbers[999]} 0\n`;
}

function checksum(): string {
  const bytes = Uint8Array.from({ length: 4096 }, (_, index) => index * 7 + (index >> 8));
  const crc = word(crc32(bytes));
  return `${word(crc32('123456789'))}\n${crc} ${crc}\n`;
}

function matrix(): string {
  const size = 24;
  const indices = Array.from({ length: size }, (_, index) => BigInt(index));
  const left = indices.map((i) => indices.map((j) => i * 1000003n - j * 77777n));
  const right = indices.map((i) => indices.map((j) => (i - j) * 123457n + 5n));
  const product = left.map((row) =>
    indices.map((_, j) => row.reduce((sum, value, k) => sum + value * right[k]![j]!, 0n)),
  );
  const trace = indices.reduce((sum, _, i) => sum + product[i]![i]!, 0n);
  const mixed = product.flat().reduce((mix, sum) => BigInt.asUintN(32, mix * 31n + (sum >> 32n) + sum), 0n);
  const hex = BigInt.asUintN(64, trace).toString(16).padStart(16, '0');
  return `${hex} ${word(Number(mixed))}\n${left[7]![3]! / 1234n} ${right[3]![20]! % 1000n}\n`;
}

function interrupts(): string {
  return [
    '10 timer, 5 software, computed',
    '2 while asleep',
    '2 exceptions, the last of 0',
    '3 exceptions, the last for 80020002\n',
  ].join('\n');
}

/** The checksum alone, which begins the output. */
function benchmark(): string {
  interface Entry {
    next: number;
    kind: number;
    number: number;
    name: string[];
  }
  const records: Entry[] = [0, 1, 2, 3].map((kind) => {
    return { next: (kind + 1) % 4, kind, number: 0, name: [...'SOME TEXT OF A RECORD'] };
  });
  const grid = new Int32Array(400);
  const choices = [
    (n: number) => n + 3,
    (n: number) => Math.trunc(n / 3),
    (n: number) => n * 5 - 7,
    (n: number) => n % 11,
  ];
  let sum = 0;
  for (let round = 0; round < 200; round++) {
    const record = records[round % 4]!;
    if (record.next === round % 4) record.next = (round + 1) % 4;
    const kind = (record.kind + round) & 3;
    const number = choices[kind]!(record.number + round) | 0;
    records[record.next] = { next: (round + 2) % 4, kind, number, name: [...record.name] };
    record.name[round % 20] = String.fromCharCode(65 + (round % 26));
    if (record.name.join('') < records[record.next]!.name.join('')) sum = (sum + 1) | 0;
    const row = round % 20;
    grid[row * 20 + ((round * 7) % 20)]! += record.number;
    for (let column = 0; column < 20; column++) sum = (sum + (grid[row * 20 + column]! ^ column)) | 0;
    sum = (sum << 1) | (sum >>> 31);
  }
  return word(sum);
}
