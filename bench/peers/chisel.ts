import { fileURLToPath } from 'node:url';
import { installScala, isScalaInstalled, type ScalaProject, scalaCommand } from './maven.ts';
import type { Peer } from './peer.ts';

const project: ScalaProject = {
  name: 'chisel-7.14.0',
  packages: [
    'org.chipsalliance:chisel_2.13:7.14.0',
    'org.chipsalliance:chisel-plugin_2.13.16:7.14.0',
    'org.chipsalliance:llvm-firtool:1.155.0',
    'org.scala-lang:scala-compiler:2.13.16',
  ],
  plugIns: ['chisel-plugin'],
  source: fileURLToPath(new URL('chisel/MacArray.scala', import.meta.url)),
};

export const chisel: Peer = {
  name: 'Chisel 7.14',
  key: 'chisel',
  ports: { clock: 'clock', reset: 'reset', prefix: 'io_', result: 'out', elements: true },
  isInstalled: () => isScalaInstalled(project),
  install: () => installScala(project),
  command({ shape, size, file, seconds, forYosys }) {
    const style = forYosys ? ['-lowering-options=disallowLocalVariables,disallowPackedArrays'] : [];
    return scalaCommand(project, [shape, `${size}`, file, `${seconds}`, ...style]);
  },
};
