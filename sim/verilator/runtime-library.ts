import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, contentHash } from './build-cache.ts';

/** Runs make in the folder that Verilator has written; throws where it fails or does not write what it must. */
export type Make = (makeArguments: readonly string[], writes: readonly string[]) => Promise<void>;

/** What Verilator's code and the harness include: for a small design it is most of what the compiler reads. */
const headers = ['<cstdint>', '<cstdio>', '<cstdlib>', '<cstring>', '<string>', '<vector>'];
const verilatedHeaders = ['"verilated.h"', '"verilated_dpi.h"', '"verilated_syms.h"'];
const header = 'precompiled.h';

/**
 * Puts the objects of Verilator's run-time library, which are the same in all designs, into a folder that Verilator has
 * written. They are built once, with a header precompiled at each level of optimisation, and lie in the cache.
 * @param settings what they depend on beside Verilator's list: version, machine and compiler options
 * @returns the variables that let make use the header
 */
export async function addRuntimeLibrary(
  objects: string,
  settings: readonly string[],
  make: Make,
): Promise<readonly string[]> {
  const list = join(objects, 'Model_classes.mk');
  const names = existsSync(list) ? libraryObjects(await readFile(list, 'utf8')) : [];
  // Of a Verilator that lists them elsewhere, make compiles all.
  if (names.length === 0) return [];
  const library = await cached(contentHash(['run-time library', ...settings, ...names]), async (folder) => {
    const source = [...headers, ...verilatedHeaders].map((name) => `#include ${name}\n`);
    await writeFile(join(folder, header), source.join(''));
    await make([precompile(folder, 'FAST'), precompile(folder, 'SLOW'), ...targets(folder), ...names], names);
    for (const name of names) await copyFile(join(objects, name), join(folder, name));
  });
  // A copy is younger than the makefile, on which make lets these objects depend.
  for (const name of names) await copyFile(join(library, name), join(objects, name));
  return [`USER_CPPFLAGS=-include ${join(library, header)}`];
}

/** The compiler takes the one of the folder's headers that fits its options. */
const targets = (folder: string): readonly string[] =>
  ['FAST', 'SLOW'].map((level) => join(folder, `${header}.gch`, level));

function precompile(folder: string, level: string): string {
  const [target, source] = [join(folder, `${header}.gch`, level), join(folder, header)];
  const recipe = `mkdir -p $(dir $@) && $(CXX) $(CXXFLAGS) $(CPPFLAGS) $(OPT_${level}) -x c++-header -o $@ $<`;
  return `--eval=${target}: ${source} ; ${recipe}`;
}

/** The objects that a design needs of the library, from the makefile that Verilator writes for it. */
function libraryObjects(makefile: string): readonly string[] {
  const lists = makefile.matchAll(/^VM_GLOBAL_(?:FAST|SLOW) \+=((?: *\\?\n?\s*\w+)*)/gm);
  return [...lists].flatMap(([, list]) => list!.match(/\w+/g) ?? []).map((name) => `${name}.o`);
}
