/** How far a quantised layer is from the float one, over the calibration inputs, in the float network's units. */
export interface LayerError {
  readonly name: string;
  readonly weightFraction: number;
  readonly outputFraction: number;
  readonly shift: number;
  readonly maximumError: number;
  readonly rootMeanSquareError: number;
  /** Signal power over error power, in dB; Infinity without error. */
  readonly signalToNoise: number;
  /** Sums that reached the accumulator's limits. */
  readonly saturatedSums: number;
}

export interface QuantisationReport {
  readonly layers: readonly LayerError[];
  /** Calibration inputs for which the largest score is the same class. */
  readonly agreements: number;
  readonly inputs: number;
}

/** The three measures for pairs of maps; [channel][position]. */
export function errorMeasures(
  pairs: readonly (readonly [exact: Float64Array, approximate: Float64Array])[],
): Pick<LayerError, 'maximumError' | 'rootMeanSquareError' | 'signalToNoise'> {
  let maximumError = 0;
  let noise = 0;
  let signal = 0;
  let count = 0;
  for (const [exact, approximate] of pairs) {
    exact.forEach((value, place) => {
      const error = approximate[place]! - value;
      maximumError = Math.max(maximumError, Math.abs(error));
      noise += error ** 2;
      signal += value ** 2;
    });
    count += exact.length;
  }
  const signalToNoise = noise === 0 ? Infinity : 10 * Math.log10(signal / noise);
  return { maximumError, rootMeanSquareError: Math.sqrt(noise / count), signalToNoise };
}

/** The report as a table for people, one line per layer. */
export function formatQuantisationReport({ layers, agreements, inputs }: QuantisationReport): string {
  const width = Math.max(5, ...layers.map(({ name }) => name.length));
  const header = `${'layer'.padEnd(width)}  weight  output  shift  max error  RMS error  SQNR dB`;
  const rows = layers.map((layer) =>
    [
      layer.name.padEnd(width),
      `Q.${layer.weightFraction}`.padStart(6),
      `Q.${layer.outputFraction}`.padStart(6),
      String(layer.shift).padStart(5),
      layer.maximumError.toPrecision(3).padStart(9),
      layer.rootMeanSquareError.toPrecision(3).padStart(9),
      layer.signalToNoise.toFixed(1).padStart(7),
    ].join('  '),
  );
  const saturated = layers.filter(({ saturatedSums }) => saturatedSums > 0);
  const notes = saturated.map(({ name, saturatedSums }) => `${name}: ${saturatedSums} sums saturated`);
  return [header, ...rows, ...notes, `same class as in float: ${agreements} of ${inputs} inputs`].join('\n');
}
