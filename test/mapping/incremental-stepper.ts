import type { TraceShape } from '../../generators/networks/mapping/address-trace.ts';

export interface StepperStep {
  readonly outputBlock: number;
  readonly inputBlock: number;
  readonly tap: number;
  readonly position: number;
  readonly inputIndex: number;
  readonly weightWord: number;
  readonly firstTouch: boolean;
  readonly lastTouch: boolean;
}

/**
 * The order of work as the hardware makes it: from one (position, tap) pair to the next by increments and comparisons
 * only, with first and last touches decided from the present pair alone. A second model, independent of the nested
 * loops of `addressTrace`.
 */
export function incrementalTrace(shape: TraceShape): readonly StepperStep[] {
  const { inputLength, inputBlocks, outputLength, outputBlocks, kernel, stride } = shape;
  const pad = shape.pad ? Math.floor(kernel / 2) : 0;
  const steps: StepperStep[] = [];
  const legal = (x: number, i: number) => x >= 0 && x < outputLength && i >= 0 && i < inputLength;
  const mostSteps = inputBlocks * outputBlocks * kernel * outputLength;
  let weightWord = 0;
  for (let outputBlock = 0; outputBlock < outputBlocks; outputBlock++) {
    const reach = (outputLength - 1) * stride;
    let x = outputLength - 1;
    let j = reach >= pad ? 0 : pad - reach;
    let i = reach >= pad ? reach - pad : 0;
    let upwards = false;
    let inputBlock = 0;
    while (inputBlock < inputBlocks) {
      const d = inputBlock % 2 === 0 ? 1 : -1;
      const lastBlock = inputBlock === inputBlocks - 1;
      steps.push({
        outputBlock,
        inputBlock,
        tap: j,
        position: x,
        inputIndex: i,
        weightWord,
        firstTouch: inputBlock === 0 && (j === 0 || i === 0),
        lastTouch: lastBlock && (d === 1 ? j === kernel - 1 || i === inputLength - 1 : j === 0 || i === 0),
      });
      if (steps.length > mostSteps) return steps;
      const sweep = upwards ? 1 : -1;
      if (legal(x + sweep, i + sweep * stride)) {
        x += sweep;
        i += sweep * stride;
        continue;
      }
      const stay = i + d >= 0 && i + d < inputLength;
      const step = legal(x - d, i + d - d * stride);
      const preferStep = d === 1 ? !upwards : upwards;
      const tapExhausted = j + d < 0 || j + d >= kernel || (!stay && !step);
      if (tapExhausted) {
        inputBlock++;
      } else {
        j += d;
        const takeStep = step && (preferStep || !stay);
        i += takeStep ? d - d * stride : d;
        if (takeStep) x -= d;
      }
      weightWord++;
      upwards = !upwards;
    }
  }
  return steps;
}
