import { spawnSync } from 'node:child_process';

/** Whether this machine has Verilator. */
export const verilatorIsInstalled = spawnSync('verilator', ['--version']).status === 0;
