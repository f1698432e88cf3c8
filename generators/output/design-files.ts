import type { Circuit } from '../circuit/types.ts';
import { designHandle } from '../handles/index.ts';
import { type DialectName, fileList } from '../verilog/index.ts';
import { designReport } from './design-report.ts';
import { jsonText } from './hexadecimal-image.ts';
import type { NetworkFiles } from './network-files.ts';
import { acceleratorVerilog } from './verilog-files.ts';
import { manifestName } from './write-folder.ts';

/** A design to write. */
export interface Design {
  readonly accelerator: string;
  readonly circuit: Circuit;
  readonly parameters: object;
  readonly network?: NetworkFiles | undefined;
  /** For which tool the SystemVerilog is written; `portable` unless given. */
  readonly dialect?: DialectName;
}

/** All files of a generated accelerator, by name: SystemVerilog, file list, typed handle, the network's files, report. */
export function designFiles({
  accelerator,
  circuit,
  parameters,
  network,
  dialect = 'portable',
}: Design): ReadonlyMap<string, string> {
  const verilog = acceleratorVerilog(circuit, dialect);
  const files = new Map(verilog.map(({ name, text }) => [name, text]));
  files.set('files.f', fileList(verilog));
  const handle = `${accelerator}.ts`;
  files.set(handle, designHandle(circuit, { parameters, fileName: handle }));
  for (const [name, text] of network?.files ?? []) files.set(name, text);
  const names = [...files.keys(), manifestName];
  const report = designReport({ accelerator, circuit, parameters, network, dialect, files: names });
  files.set(manifestName, jsonText(report));
  return files;
}
