export {
  checkGoldenInput,
  type GoldenOptions,
  type PreparedGolden,
  prepareGolden,
  runGolden,
} from './golden.ts';
export { argMax, type GoldenLayer, type GoldenResult } from './golden-result.ts';
export { runReference } from './reference.ts';
