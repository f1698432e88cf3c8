import { deflateSync } from 'node:zlib';
import type { Trace } from '../trace.ts';
import { type Variable, visitWave, type WaveValue } from '../variables.ts';
import { ByteWriter } from './bytes.ts';
import { blockType, packZlib } from './format.ts';

/** The changes of one variable while they come in. */
interface Chain {
  readonly writer: ByteWriter;
  /** Number of the time of its last change. */
  time: number;
}

/**
 * The block of all values: what they are at first, a chain of changes for each variable in the order of handles, where
 * each chain begins, and the times.
 */
export function valueChanges(
  trace: Trace,
  variables: readonly Variable[],
  order: readonly number[],
  period: number,
): Uint8Array {
  const chains = variables.map((): Chain => ({ writer: new ByteWriter(), time: 0 }));
  const first: (Uint8Array | undefined)[] = variables.map(() => undefined);
  const times = new ByteWriter();
  let timeCount = 0;
  let now = 0;
  visitWave(trace, variables, period, {
    time(nanoseconds) {
      times.variable(nanoseconds - now);
      now = nanoseconds;
      timeCount++;
    },
    value(number, value) {
      const variable = variables[number]!;
      // Some readers take the values at time 0 from the frame, others from the chains.
      if (now === 0 && variable.form !== 'text') first[number] = frameBytes(variable, value);
      noteChange(chains[number]!, variable, timeCount - 1, value);
    },
  });

  const block = new ByteWriter(1 << 16);
  const frame = new ByteWriter();
  for (const number of order) {
    const bytes = first[number];
    if (bytes) frame.append(bytes);
  }
  block.unsigned64(0);
  block.unsigned64(now);
  block.unsigned64(order.reduce((sum, number) => sum + chains[number]!.writer.length, 0));
  const packedFrame = packed(frame.bytes());
  block.variable(frame.length);
  block.variable(packedFrame.length);
  block.variable(order.length);
  block.append(packedFrame);

  block.variable(order.length);
  const start = block.length;
  block.byte(packZlib);
  const index = new ByteWriter();
  let before = 0;
  let absent = 0;
  const tellAbsent = () => {
    if (absent > 0) index.variable(absent * 2);
    absent = 0;
  };
  for (const number of order) {
    const bytes = chains[number]!.writer.bytes();
    if (bytes.length === 0) {
      absent++;
      continue;
    }
    tellAbsent();
    const place = block.length - start;
    index.variable((place - before) * 2 + 1);
    before = place;
    const small = deflateSync(bytes);
    block.variable(small.length < bytes.length ? bytes.length : 0);
    block.append(small.length < bytes.length ? small : bytes);
  }
  tellAbsent();
  block.append(index.bytes());
  block.unsigned64(index.length);
  const packedTimes = packed(times.bytes());
  block.append(packedTimes);
  block.unsigned64(times.length);
  block.unsigned64(packedTimes.length);
  block.unsigned64(timeCount);
  return section(blockType.valueChanges, block.bytes());
}

/** A block: its type, its length with that of the length itself, and what is in it. */
export function section(type: number, content: Uint8Array): Uint8Array {
  const writer = new ByteWriter(content.length + 16);
  writer.byte(type);
  writer.unsigned64(content.length + 8);
  writer.append(content);
  return writer.bytes();
}

/** Deflated, or as they are where that is not shorter: equal lengths tell it. */
export function packed(bytes: Uint8Array): Uint8Array {
  const small = deflateSync(bytes);
  return small.length < bytes.length ? small : bytes;
}

function frameBytes({ form, width }: Variable, value: WaveValue): Uint8Array {
  if (form === 'bits') return Buffer.from((value as number | bigint).toString(2).padStart(width, '0'));
  const writer = new ByteWriter(8);
  writer.double(value as number);
  return writer.bytes();
}

function noteChange(chain: Chain, { form, width }: Variable, time: number, value: WaveValue): void {
  const { writer } = chain;
  const distance = time - chain.time;
  chain.time = time;
  if (form === 'text') {
    const text = Buffer.from(value as string);
    writer.variable(distance * 2);
    writer.variable(text.length);
    writer.append(text);
  } else if (form === 'real') {
    writer.variable(distance * 2 + 1);
    writer.double(value as number);
  } else if (width === 1) writer.variable(distance * 4 + Number(value) * 2);
  else {
    writer.variable(distance * 2);
    const size = Math.ceil(width / 8);
    if (width <= 32) {
      const bits = (value as number) * 2 ** (size * 8 - width);
      for (let byte = size - 1; byte >= 0; byte--) writer.byte((bits / 2 ** (byte * 8)) & 0xff);
      return;
    }
    const bits = (value as bigint) << BigInt(size * 8 - width);
    for (let byte = size - 1; byte >= 0; byte--) writer.byte(Number((bits >> BigInt(byte * 8)) & 0xffn));
  }
}
