import { layerWordWidth } from '../accelerators/ultratrail/layer-word.ts';
import type { UltraTrailProgram } from '../networks/mapping/program.ts';
import { hexadecimalImage, jsonText } from './hexadecimal-image.ts';
import type { NetworkFiles, NetworkReport } from './network-files.ts';

/** The images, the program and the costs of a network on an UltraTrail. */
export function ultraTrailFiles(program: UltraTrailProgram): NetworkFiles {
  const { array, weightBits, biasBits } = program.parameters;
  const files = new Map([
    ['program.hex', hexadecimalImage(program.programWords, layerWordWidth(program.parameters))],
    ['wmem.hex', hexadecimalImage(program.weightWords, array ** 2 * weightBits)],
    ['bmem.hex', hexadecimalImage(program.biasWords, array * biasBits)],
    ['program.json', jsonText(programDocument(program))],
  ]);
  return { files, wordsUsed: wordsUsed(program), report: networkReport(program) };
}

/** The program for a driver or a reader; words of the layers as hexadecimal text. */
function programDocument(program: UltraTrailProgram): object {
  const { network, classes, input, layers, scores, cycles, startUpCycles } = program;
  return {
    network,
    classes,
    input,
    layers: layers.map((layer) => ({ ...layer, word: `0x${layer.word.toString(16)}` })),
    scores,
    cycles,
    startUpCycles,
  };
}

function networkReport(program: UltraTrailProgram): NetworkReport {
  const layers = program.layers.map(({ name, cycles, multiplications, utilisation }) => ({
    name,
    cycles,
    multiplications,
    utilisation,
  }));
  const useful = layers.reduce((sum, { cycles, utilisation }) => sum + cycles * utilisation, 0);
  return {
    name: program.network,
    layers,
    cycles: program.cycles,
    startUpCycles: program.startUpCycles,
    multiplications: layers.reduce((sum, layer) => sum + layer.multiplications, 0),
    utilisation: useful / program.cycles,
  };
}

/** Of feature memories: the words of the widest map in each. */
function wordsUsed(program: UltraTrailProgram): ReadonlyMap<string, number> {
  const placements = [program.input, ...program.layers.flatMap(({ output, residual }) => [output, residual])].filter(
    (placement) => placement !== undefined,
  );
  const features = (memory: number): number =>
    Math.max(0, ...placements.filter((one) => one.memory === memory).map(({ words }) => words));
  return new Map([
    ['ProgramMemory', program.programWords.length],
    ['WeightMemory', program.weightWords.length],
    ['BiasMemory', program.biasWords.length],
    ['FeatureMemory0', features(0)],
    ['FeatureMemory1', features(1)],
    ['FeatureMemory2', features(2)],
  ]);
}
