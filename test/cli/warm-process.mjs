#!/usr/bin/env node
// Runs one command line after the other, each as if in a process of its own: sources are loaded once. A request is a line
// of JSON; the answer is JSON behind its length, in words of four bytes.
import { createInterface } from 'node:readline';
import '../../bin/strip-types.mjs';

const { runCommandLine } = await import('../../cli/command-line.ts');
const streams = ['stdout', 'stderr'];
const write = Object.fromEntries(streams.map((name) => [name, process[name].write]));

for await (const line of createInterface({ input: process.stdin })) {
  const { parameters, folder } = JSON.parse(line);
  const heard = { stdout: '', stderr: '' };
  for (const name of streams) {
    process[name].write = (text) => {
      heard[name] += text;
      return true;
    };
  }
  process.chdir(folder);
  process.exitCode = undefined;
  await runCommandLine(parameters);
  Object.assign(process.stdout, { write: write.stdout });
  Object.assign(process.stderr, { write: write.stderr });
  answer(JSON.stringify({ status: process.exitCode ?? 0, ...heard }));
}
process.exitCode = 0;

function answer(text) {
  const words = Math.ceil(Buffer.byteLength(text) / 4);
  const bytes = Buffer.alloc(4 + 4 * words, ' ');
  bytes.writeUInt32LE(words);
  bytes.write(text, 4);
  process.stdout.write(bytes);
}
