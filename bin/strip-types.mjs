// Lets Node run our TypeScript as it stands. Node 22.18 and newer do so by themselves; for older ones this registers
// a loader that blanks the types out, as Node does: positions stay those of the source, so that names and source
// locations taken from call sites are exact without source maps.
import { register } from 'node:module';

if (!process.features.typescript) register('./strip-types-hooks.mjs', import.meta.url);
