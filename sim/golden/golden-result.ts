/** One layer below the scores. Maps are [channel][position], flat. */
export interface GoldenLayer {
  readonly name: string;
  readonly channels: number;
  /** Positions of `result`: 1 where the layer pools. */
  readonly length: number;
  /** What later layers read. */
  readonly result: Int8Array;
  /** The activations before pooling; the same array as `result` where the layer does not pool. */
  readonly unpooled: Int8Array;
  /** The finished sums (after ReLU, before requantisation) of `unpooled`; only where they were asked for. */
  readonly sums?: Int32Array;
}

/** Everything that a network computes from one input. */
export interface GoldenResult {
  /** The layers below the scores, in order of execution: one less than the network has. */
  readonly layers: readonly GoldenLayer[];
  /** The last layer's finished sums, [class][position]. */
  readonly scores: Int32Array;
}

/** The place of the first largest value; 0 for an empty array. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let place = 1; place < values.length; place++) if (values[place]! > values[best]!) best = place;
  return best;
}
