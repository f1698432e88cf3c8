/* One model file in a process of its own, whose end says what the memory or a fault in it did; see bench/models-corpus.ts. */
import { checkFile } from './check-file.ts';

const [file = '', mostCycles, mostMultiplications, seed] = process.argv.slice(2);
const options = {
  mostCycles: Number(mostCycles),
  mostMultiplications: Number(mostMultiplications),
  seed: Number(seed),
};
process.stdout.write(`${JSON.stringify(await checkFile(file, options))}\n`);
