import { layerWordWidth } from '../accelerators/ultratrail/layer-word.ts';
import type { Circuit } from '../circuit/types.ts';
import { designHandle } from '../handles/index.ts';
import type { UltraTrailProgram } from '../networks/mapping/program.ts';
import { type DialectName, fileList } from '../verilog/index.ts';
import { designReport } from './design-report.ts';
import { acceleratorVerilog } from './verilog-files.ts';
import { manifestName } from './write-folder.ts';

/** All files of a generated accelerator, by name: SystemVerilog, file list, typed handle, memory images, program and report. */
export function designFiles(options: {
  readonly accelerator: string;
  readonly circuit: Circuit;
  readonly parameters: object;
  readonly program?: UltraTrailProgram | undefined;
  /** For which tool the SystemVerilog is written; `portable` unless given. */
  readonly dialect?: DialectName;
}): ReadonlyMap<string, string> {
  const { accelerator, circuit, parameters, program, dialect = 'portable' } = options;
  const verilog = acceleratorVerilog(circuit, dialect);
  const files = new Map(verilog.map(({ name, text }) => [name, text]));
  files.set('files.f', fileList(verilog));
  const handle = `${accelerator}.ts`;
  files.set(handle, designHandle(circuit, { parameters, fileName: handle }));
  if (program) {
    const { array, weightBits, biasBits } = program.parameters;
    files.set('program.hex', hexImage(program.programWords, layerWordWidth(program.parameters)));
    files.set('wmem.hex', hexImage(program.weightWords, array ** 2 * weightBits));
    files.set('bmem.hex', hexImage(program.biasWords, array * biasBits));
    files.set('program.json', `${JSON.stringify(programDocument(program), null, 2)}\n`);
  }
  const report = designReport({ ...options, dialect, files: [...files.keys(), manifestName] });
  files.set(manifestName, `${JSON.stringify(report, null, 2)}\n`);
  return files;
}

/** A memory image for `$readmemh`: one word of `bits` bits per line, from address 0. */
function hexImage(words: readonly bigint[], bits: number): string {
  const digits = Math.ceil(bits / 4);
  return words
    .map(
      (word) => `${word.toString(16).padStart(digits, '0')}
`,
    )
    .join('');
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
