import { fileURLToPath } from 'node:url';
import { installScala, isScalaInstalled, type ScalaProject, scalaCommand } from './maven.ts';
import type { Peer } from './peer.ts';

const project: ScalaProject = {
  name: 'spinal-1.14.2',
  packages: [
    'com.github.spinalhdl:spinalhdl-core_2.13:1.14.2',
    'com.github.spinalhdl:spinalhdl-idsl-plugin_2.13:1.14.2',
    'org.scala-lang:scala-compiler:2.13.12',
  ],
  plugIns: ['spinalhdl-idsl-plugin', 'spinalhdl-idsl-payload'],
  source: fileURLToPath(new URL('spinal/MacArray.scala', import.meta.url)),
};

export const spinal: Peer = {
  name: 'SpinalHDL 1.14.2',
  key: 'spinal',
  ports: { clock: 'clk', reset: 'reset', prefix: 'io_', result: 'result', elements: true },
  isInstalled: () => isScalaInstalled(project),
  install: () => installScala(project),
  command: ({ shape, size, file, seconds }) => scalaCommand(project, [shape, `${size}`, file, `${seconds}`]),
};
