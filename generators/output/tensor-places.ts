import type { NetworkGraph } from '../networks/graph/types.ts';
import { byteAddress } from '../networks/tensor-mapping/layouts.ts';
import type { InputTable } from '../networks/tensor-mapping/lower/early-functions.ts';
import type { PlacedTensor } from '../networks/tensor-mapping/program.ts';

/**
 * Where a host writes or reads a tensor: number (row, column, channel) is byte
 * `rowBytes[row] + columnBytes[column] + channelBytes[channel]` of the feature memory, N bytes a word.
 */
export interface TensorPlace {
  readonly name: string;
  readonly type: string;
  /** As the network has it; its numbers in this order are those of height · width · channels. */
  readonly shape: readonly number[];
  /** real = scale · (stored − zeroPoint); absent where the tensor has no scale. */
  readonly scale?: number;
  readonly zeroPoint?: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** What the host writes for each number from -128 to 127; absent where it writes the number itself. */
  readonly table?: readonly number[];
  readonly rowBytes: readonly number[];
  readonly columnBytes: readonly number[];
  readonly channelBytes: readonly number[];
  /** The words that hold its numbers, as runs of consecutive ones, upwards. */
  readonly runs: readonly WordRun[];
}

export interface WordRun {
  readonly word: number;
  readonly words: number;
}

export function tensorPlace(
  graph: NetworkGraph,
  { tensor, layout }: PlacedTensor,
  array: number,
  tables: readonly InputTable[] = [],
): TensorPlace {
  const conversion = tables.find((one) => one.tensor === tensor);
  const { name, type, shape, quantisation } = graph.tensors[conversion?.source ?? tensor]!;
  const { height, width, channels } = layout;
  // Every address is a sum of a row's, a column's and a channel's part, whatever the layout.
  const origin = byteAddress(layout, array, 0, 0, 0);
  const rowBytes = Array.from({ length: height }, (_, row) => byteAddress(layout, array, row, 0, 0));
  const columnBytes = Array.from({ length: width }, (_, column) => byteAddress(layout, array, 0, column, 0) - origin);
  const channelBytes = Array.from(
    { length: channels },
    (_, channel) => byteAddress(layout, array, 0, 0, channel) - origin,
  );
  const scale = quantisation?.scales[0];
  return {
    name,
    type,
    shape,
    ...(scale === undefined ? {} : { scale, zeroPoint: quantisation!.zeroPoints[0] ?? 0 }),
    ...(conversion ? { table: [...conversion.table] } : {}),
    height,
    width,
    channels,
    rowBytes,
    columnBytes,
    channelBytes,
    runs: wordRuns(rowBytes, columnBytes, channelBytes, array),
  };
}

function wordRuns(
  rows: readonly number[],
  columns: readonly number[],
  channels: readonly number[],
  array: number,
): readonly WordRun[] {
  const words = new Set<number>();
  for (const row of rows)
    for (const column of columns)
      for (const channel of channels) words.add(Math.floor((row + column + channel) / array));
  const runs: { word: number; words: number }[] = [];
  for (const word of [...words].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.word + last.words === word) last.words++;
    else runs.push({ word, words: 1 });
  }
  return runs;
}
