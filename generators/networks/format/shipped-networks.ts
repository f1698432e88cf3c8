import { fileURLToPath } from 'node:url';

/** Names of the networks that come with Burin. */
export const shippedNetworks: readonly string[] = ['kws', 'kws-w8'];

const folder = new URL('../../../networks/', import.meta.url);

/** The file of a network that is named as a user names it: a shipped network by its name, any other by its file. */
export function networkFile(fileOrName: string): string {
  return shippedNetworks.includes(fileOrName) ? fileURLToPath(new URL(`${fileOrName}.json`, folder)) : fileOrName;
}

/** The test vectors that belong to a network file: `<network>.vectors.json` beside it. */
export function vectorsFile(fileOrName: string): string {
  return networkFile(fileOrName).replace(/(\.json)?$/, '.vectors.json');
}
