// Lets Node run our TypeScript as it stands. Node 22.18 and newer do so by themselves, but not below node_modules, where
// an installed Burin lies; elsewhere this registers a loader that blanks the types out, as Node does: positions stay
// those of the source, so that names and source locations taken from call sites are exact without source maps.
import { register } from 'node:module';

const isInstalled = import.meta.url.includes('/node_modules/');
if (!process.features.typescript || isInstalled) register('./strip-types-hooks.mjs', import.meta.url);
