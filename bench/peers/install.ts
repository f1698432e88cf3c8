/*
 * Installs what the measurements compare with: `node --import ./bin/strip-types.mjs bench/peers/install.ts`, or with the
 * names of some. Needs Maven and Java 11 or newer for the two Scala ones, pip for Amaranth, and apt-get for the cells.
 */
import { fail } from '../../generators/diagnostics.ts';
import { installTensorRuntimes } from '../golden-peers/tensor-runtimes.ts';
import { peers } from './index.ts';
import { installationFolder } from './installation.ts';
import { installLiberty } from './liberty.ts';

const installers: Readonly<Record<string, () => void>> = {
  ...Object.fromEntries(peers.map((peer) => [peer.key, () => peer.install()])),
  liberty: installLiberty,
  tflite: installTensorRuntimes,
};

/** Whether it is there afterwards. */
function install(name: string): boolean {
  try {
    const installer = installers[name];
    if (!installer)
      fail('BENCH1', `there is nothing called ${name}`, `choose among ${Object.keys(installers).join(', ')}`);
    installer();
    console.log(`${name}: installed in ${installationFolder('')}`);
    return true;
  } catch (error) {
    const { message, stderr } = error as { message: string; stderr?: Buffer };
    console.error(`${name}: ${stderr?.toString().trim() || message}`);
    return false;
  }
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(installers);
if (!wanted.map(install).every(Boolean)) process.exitCode = 1;
