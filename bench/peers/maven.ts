import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../sim/verilator/build-cache.ts';
import { installationFolder, installOnce, runInstaller } from './installation.ts';

/** `group:artifact:version`. */
type Coordinate = string;

export interface ScalaProject {
  /** Name of the installation, with the version. */
  readonly name: string;
  readonly packages: readonly Coordinate[];
  /** Packages that the compiler needs as plug-ins: names of the files begin so. */
  readonly plugIns: readonly string[];
  /** One source with an object `Main`. */
  readonly source: string;
}

function projectFile(packages: readonly Coordinate[]): string {
  const dependencies = packages.map((coordinate) => {
    const [group, artifact, version] = coordinate.split(':');
    return `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>burin</groupId>
  <artifactId>peers</artifactId>
  <version>1</version>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`;
}

export function isScalaInstalled({ name }: ScalaProject): boolean {
  return existsSync(installationFolder(name));
}

/** The packages and all that they need, by Maven. */
export function installScala({ name, packages }: ScalaProject): void {
  installOnce(name, (folder) => {
    writeFileSync(join(folder, 'pom.xml'), projectFile(packages));
    runInstaller('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=packages'], folder);
  });
}

function jars({ name }: ScalaProject): readonly string[] {
  const folder = join(installationFolder(name), 'packages');
  return readdirSync(folder).map((file) => join(folder, file));
}

/** The program, compiled once for every text of its source: the compiler on a plain class path, without a build tool. */
export function scalaCommand(project: ScalaProject, parameters: readonly string[]): readonly string[] {
  const packages = jars(project);
  const hash = contentHash([readFileSync(project.source, 'utf8'), project.name]);
  const classes = installOnce(`classes-${hash}`, (folder) => {
    mkdirSync(folder, { recursive: true });
    const plugIns = packages.filter((jar) => project.plugIns.some((name) => jar.includes(`/${name}`)));
    const compiler = ['-cp', packages.join(':'), 'scala.tools.nsc.Main', '-usejavacp', `-Xplugin:${plugIns.join(':')}`];
    runInstaller('java', [...compiler, '-d', folder, project.source], folder);
  });
  return ['java', '-cp', [...packages, classes].join(':'), 'Main', ...parameters];
}
