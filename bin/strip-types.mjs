// Lets Node run our TypeScript as it stands. Types become blanks: positions stay those of the source, so that names and
// source locations taken from call sites are exact without source maps. Newer versions of Node strip types by themselves,
// but without a cache, and not below node_modules, where an installed Burin lies.
import { isMainThread } from 'node:worker_threads';
import { prepare, stripTypes } from './own-modules.mjs';

const program = process.argv[1];
if (isMainThread && program !== undefined && /\.m?[jt]s$/.test(program)) await prepare(program);
else await stripTypes();
