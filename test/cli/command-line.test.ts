import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { binary, burinProcess, emptyFolder, example, filesBelow } from './burin.ts';

const commands = ['list', 'generate', 'run', 'verify', 'quantise'] as const;

describe('a wrong command line is answered with the usage, and exit code 2', () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [[], 'Name a command.', 'burin <command>'],
    [['recognise'], 'Unknown argument: recognise', 'burin <command>'],
    [['generat'], 'Did you mean generate?', 'burin <command>'],
    [['run'], 'Not enough non-option arguments: got 0, need at least 2', 'burin run <network> <inputs..>'],
    [['run', 'kws'], 'Not enough non-option arguments: got 1, need at least 2', 'burin run <network> <inputs..>'],
    [['generate'], 'Not enough non-option arguments: got 0, need at least 1', 'burin generate <accelerator>'],
    [['generate', 'ultratrail', 'kws'], 'Unknown argument: kws', 'burin generate <accelerator>'],
    [['list', '--xml'], 'Unknown argument: xml', 'burin list'],
    [['verify', 'kws', '--set'], 'Not enough arguments following: set', 'burin verify <network>'],
    [['verify', 'kws', '--vectors'], 'Not enough arguments following: vectors', 'burin verify <network>'],
    [['verify', 'kws', '--seed', '1', '--seed', '2'], 'Give --seed only once.', 'burin verify <network>'],
    [['generate', 'ultratrail', '--out', ''], 'The value of out is empty.', 'burin generate <accelerator>'],
    [
      ['run', 'kws', 'x.wav', '--engine', 'icarus'],
      'Invalid values:\n  Argument: engine, Given: "icarus", Choices: "wasm", "interpreter", "golden", "verilator"',
      'burin run <network> <inputs..>',
    ],
  ];
  test.each(cases)('%j', (parameters, message, usage) => {
    const folder = emptyFolder();
    const { status, stdout, stderr } = burinProcess(parameters, { folder, environment: { LC_ALL: 'de_DE.UTF-8' } });
    expect(stderr.slice(0, message.length + usage.length + 4)).toBe(`${message}\n\n${usage}\n\n`);
    expect(stderr).toContain('\nOptions:\n');
    expect(stderr).not.toContain('    at ');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(filesBelow(folder)).toEqual([]);
  });
});

test.each(commands)('%s --help has an example', (command) => {
  const { status, stdout, stderr } = burinProcess([command, '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`\\nExamples:\\n {2}burin ${command} `));
});

test('--help names every command', () => {
  const { status, stdout } = burinProcess(['--help']);
  expect(status).toBe(0);
  for (const command of commands) expect(stdout).toContain(`\n  burin ${command} `);
});

describe('a reader that goes away', () => {
  async function closed(parameters: readonly string[], stream: 'stdout' | 'stderr') {
    const child = spawn(process.execPath, [binary, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
    child[stream].destroy();
    let heard = '';
    child[stream === 'stdout' ? 'stderr' : 'stdout'].on('data', (text: Buffer) => {
      heard += text.toString();
    });
    const [status] = (await once(child, 'close')) as [number];
    return { status, heard };
  }

  test('ends a run quietly, with the code of a broken pipe', async () => {
    const run = ['run', 'kws', example('yes.wav'), example('no.wav'), '--engine', 'golden'];
    expect(await closed(run, 'stdout')).toEqual({ status: 141, heard: '' });
  });

  test('of messages changes nothing', async () => {
    expect(await closed(['bogus'], 'stderr')).toEqual({ status: 2, heard: '' });
    expect(await closed(['run', 'no.json', 'x.wav'], 'stderr')).toEqual({ status: 1, heard: '' });
  });
});
