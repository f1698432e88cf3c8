// Runs yosys from the npm package @yowasp/yosys in a process of its own, which can be ended: it would not let go of ours.
// Arguments: the package's module, then those of yosys. Files are those of the working directory.
import { readdirSync, readFileSync } from 'node:fs';

const [module, ...parameters] = process.argv.slice(2);
const { runYosys } = await import(module);
const files = Object.fromEntries(readdirSync('.').map((name) => [name, readFileSync(name)]));
const write = (bytes) => {
  if (bytes) process.stdout.write(bytes);
};
try {
  await runYosys(parameters, files, { stdout: write, stderr: write });
} catch (error) {
  // What yosys itself ends with; it has said why.
  if (error.code === undefined) throw error;
  process.exitCode = error.code;
}
