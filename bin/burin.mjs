#!/usr/bin/env node
import { importOwn } from './own-modules.mjs';

await importOwn('../cli/main.ts', process.argv[2]);
