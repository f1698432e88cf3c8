import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../cli/set-option.ts';
import { ultraTrail } from '../../generators/accelerators/index.ts';
import { small } from '../networks/small-network.ts';
import { hasTool } from '../support/tools.ts';
import { burin, burinProcess, emptyFolder, example, filesBelow, repository } from './burin.ts';

/** A folder with a network `small.json`, changed as told, and what else a case needs. */
function folderWith(change: (network: ReturnType<typeof small>) => void = () => {}): string {
  const folder = emptyFolder();
  const network = small();
  Object.assign(network.layers[1]!, { residual: null }); // input and residual cannot be one map
  change(network);
  writeFileSync(join(folder, 'small.json'), JSON.stringify(network));
  writeFileSync(join(folder, 'ones.json'), '[[1, 1, 1, 1]]');
  return folder;
}

/** Exit code 1, exactly this on standard error, nothing on standard output, and not a file more than before. */
function expectRefusal(folder: string, parameters: readonly string[], error: string, environment = {}): void {
  const before = filesBelow(folder);
  const run = Object.keys(environment).length > 0 ? burinProcess : burin;
  const { status, stdout, stderr } = run(parameters, { folder, environment });
  expect(stderr).toBe(`${error}\n`);
  expect(stdout).toBe('');
  expect(status).toBe(1);
  expect(filesBelow(folder)).toEqual(before);
}

describe('networks', () => {
  const generate = (...more: string[]) => ['generate', 'ultratrail', '--network', 'small.json', '--json', ...more];

  test('missing', () => {
    expectRefusal(
      emptyFolder(),
      ['run', 'nothing.json', example('yes.wav'), '--json'],
      'error B300: there is no file nothing.json\n' +
        '  remedy: give the path of a network file, or the name of a shipped network: kws, kws-w8',
    );
  });

  test('truncated', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'cut.json'), '{\n  "name": "cut",\n  "layers": [');
    expectRefusal(
      folder,
      ['verify', 'cut.json', '--json'],
      'cut.json:3:14: error B301: the JSON ends too early, at byte 32\n' +
        '  remedy: the file is truncated: write or copy it again',
    );
  });

  test('a weight beyond its bits', () => {
    const folder = folderWith(({ layers }) => {
      (layers[0] as { weights: number[][][] }).weights[1]![0]![2] = 8;
    });
    const text = readFileSync(join(folder, 'small.json'), 'utf8');
    const column = text.indexOf('[[[1,2,3]],[[-1,0,8]]]') + '[[[1,2,3]],[[-1,0,'.length + 1;
    expectRefusal(
      folder,
      generate(),
      `small.json:1:${column}: error B303: layers[0].weights[1][0][2] is 8, but weights of 4 bits lie from -8 to 7\n` +
        '  remedy: quantise the network to these bits, or raise them under quantisation',
    );
  });

  test('an unsupported layer', () => {
    const folder = folderWith(({ layers }) => {
      Object.assign(layers[0]!, { type: 'lstm' });
    });
    const { status, stdout, stderr } = burin(generate(), { folder });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^small\.json:1:\d+: error B306: .*lstm.*\n {2}remedy: .+\n$/);
  });

  test('a memory too small, and a program too long', () => {
    const folder = folderWith();
    const { status, stderr } = burin(generate('--set', 'array=2', '--set', 'weightDepth=4'), { folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error B4\d\d: .*7 words.*\n {2}remedy: .*weightDepth.*\n$/);
    const long = burin(['verify', 'small.json', '--set', 'maximumLayers=2', '--json'], { folder });
    expect(long.status).toBe(1);
    expect(long.stdout).toBe('');
    expect(long.stderr).toMatch(/^error B4\d\d: .*3 layers.*\n {2}remedy: .*maximumLayers.*\n$/);
    expect(filesBelow(folder)).toEqual(['ones.json', 'small.json']);
  });

  test('of real numbers where whole ones are needed, and the other way round', () => {
    const folder = folderWith((network) => {
      Reflect.deleteProperty(network, 'quantisation');
    });
    expectRefusal(
      folder,
      ['run', 'small.json', 'ones.json'],
      'small.json:1:1: error B302: the network is in the float form: quantisation is missing\n' +
        '  remedy: quantise it first: burin quantise NETWORK INPUT…; a network of whole numbers has the field quantisation',
    );
    const quantised = folderWith();
    const column = readFileSync(join(quantised, 'small.json'), 'utf8').indexOf('{"activation"') + 1;
    expectRefusal(
      quantised,
      ['quantise', 'small.json', 'ones.json'],
      `small.json:1:${column}: error B302: the network is quantised already\n` +
        '  remedy: run or verify it as it is, or give the network that it was made from',
    );
  });
});

describe('parameters', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['array=3', 'B200: array is 3', 'choose one of 2, 4, 6, 8, 16, 32'],
    ['weightBits=9', 'B200: weightBits is 9', 'choose a whole number from 2 to 8'],
    ['rounding=up', 'B200: rounding is up', 'choose one of half-up, half-even, truncate'],
    ['array=0x4', 'B522: parameter array is 0x4, which is not a whole number', 'write for example --set array=8'],
    ['array=', 'B522: parameter array has no value', 'write for example --set array=8'],
    [
      'layerShift=1',
      'B522: parameter layerShift is 1, not true or false',
      'write --set layerShift=true or --set layerShift=false',
    ],
    ['array', 'B520: --set array is not of the form name=value', 'write for example --set array=4'],
  ];
  test.each(cases)('--set %s', (setting, message, remedy) => {
    let refusal = 'accepted';
    try {
      ultraTrail.parameters(parseSettings([setting], ultraTrail.parameters()));
    } catch (error) {
      refusal = (error as Error).message;
    }
    expect(refusal).toBe(`error ${message}\n  remedy: ${remedy}`);
  });

  test('one out of its range', () => {
    const parameters = ['generate', 'ultratrail', '--json', '--set', 'biasBits=1', '--set', 'array=4'];
    const error = 'error B200: biasBits is 1\n  remedy: choose a whole number from 2 to 16';
    expectRefusal(emptyFolder(), parameters, error);
  });

  test('an unknown name', () => {
    expectRefusal(
      emptyFolder(),
      ['verify', 'kws', '--set', 'arra=4'],
      'error B521: there is no parameter arra\n' +
        '  remedy: choose one of array, weightBits, activationBits, biasBits, accumulatorBits and 14 more',
    );
  });

  test('an unknown accelerator', () => {
    const error = 'error B523: there is no accelerator ultratrial\n  remedy: choose one of ultratrail, tensortrail';
    expectRefusal(emptyFolder(), ['generate', 'ultratrial'], error);
  });

  test('counts and seeds that are none', () => {
    const verify = (...more: string[]) => ['verify', 'kws', '--json', ...more];
    const count = 'give a whole number from 0 to 100000';
    expectRefusal(emptyFolder(), verify('--vectors', '2.5'), `error B524: --vectors is 2.5\n  remedy: ${count}`);
    expectRefusal(emptyFolder(), verify('--vectors=-1'), `error B524: --vectors is -1\n  remedy: ${count}`);
    expectRefusal(
      emptyFolder(),
      verify('--seed', 'x'),
      'error B524: --seed is x\n  remedy: give a whole number from 0 to 4294967295',
    );
  });
});

describe('inputs', () => {
  test('missing, of an unknown kind, or no recording', () => {
    const folder = emptyFolder();
    cpSync(example('yes.wav'), join(folder, 'cut.wav'));
    writeFileSync(join(folder, 'cut.wav'), readFileSync(example('yes.wav')).subarray(0, 10_000));
    writeFileSync(join(folder, 'text.wav'), 'no sound at all\n');
    const run = (input: string) => ['run', 'kws', example('yes.wav'), input, '--json'];
    const missing = 'error B330: there is no recording no.wav\n  remedy: give the path of a WAV file';
    expectRefusal(folder, run('no.wav'), missing);
    expectRefusal(
      folder,
      run('text.mp3'),
      'error B335: text.mp3 is no kind of input that is known\n  remedy: give a recording (.wav) or features (.json or .i8)',
    );
    expectRefusal(
      folder,
      run('cut.wav'),
      'error B331: cut.wav is no whole WAV file: its header promises 32000 bytes of samples, but it has 9956\n' +
        '  remedy: record or convert it again, as 16-bit PCM',
    );
    const { status, stdout, stderr } = burin(run('text.wav'), { folder });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^error B331: text\.wav is no whole WAV file: .+\n {2}remedy: .+\n$/);
  });

  test('features of another size', () => {
    expectRefusal(
      folderWith(),
      ['run', 'kws', 'ones.json', '--json'],
      'error B336: ones.json holds an array of 1, but network kws-tcresnet8-w6 takes 40 channels\n' +
        '  remedy: write 40 arrays of 101 whole numbers: [channel][position]',
    );
  });
});

describe('--out', () => {
  const generate = (out: string) => ['generate', 'ultratrail', '--network', 'kws', '--json', '--out', out];
  const other = 'choose another folder with --out, or move what is there away';

  test('holds files of the user', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'thesis.tex'), '');
    const error = `error B510: mine holds thesis.tex, which Burin did not write\n  remedy: ${other}`;
    expectRefusal(folder, generate('mine'), error);
  });

  test('holds a report that is not ours', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'report.json'), 'null');
    const error = `error B510: . holds report.json, which Burin did not write\n  remedy: ${other}`;
    expectRefusal(folder, generate('.'), error);
  });

  test('is a file, lies in a file, or where nothing can be made', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'file'), '');
    expectRefusal(folder, generate('file'), `error B510: file is a file, not a folder\n  remedy: ${other}`);
    expectRefusal(
      folder,
      generate('file/below'),
      'error B511: file/below cannot be written: a part of its path is no folder\n' +
        '  remedy: choose another place with --out',
    );
  });

  test.skipIf(process.platform !== 'linux')('in a file system that takes no folders, even from root', () => {
    expectRefusal(
      emptyFolder(),
      generate('/proc/burin/out'),
      'error B511: /proc/burin/out cannot be written: its folder does not exist and cannot be made\n' +
        '  remedy: choose another place with --out',
    );
  });

  test('of quantise is the float network, another file, or a folder', () => {
    const folder = folderWith((network) => {
      Reflect.deleteProperty(network, 'quantisation');
      Reflect.deleteProperty(network.layers[2]!, 'shift');
    });
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    symlinkSync('small.json', join(folder, 'link.json'));
    const quantise = (out: string) => ['quantise', 'small.json', 'ones.json', '--json', '--out', out];
    const place = 'choose another file with --out';
    expectRefusal(
      folder,
      quantise('link.json'),
      `error B510: link.json is the float network itself\n  remedy: ${place}`,
    );
    expectRefusal(
      folder,
      quantise('notes.txt'),
      `error B510: notes.txt exists and is no quantised network\n  remedy: ${place}, or move this one away`,
    );
    const another = 'choose another place with --out';
    expectRefusal(folder, quantise('.'), `error B511: . cannot be written: it is a folder\n  remedy: ${another}`);
    expectRefusal(
      folder,
      quantise('no/x.json'),
      `error B511: no/x.json cannot be written: its folder does not exist and cannot be made\n  remedy: ${another}`,
    );
  });
});

test('verilator is not installed', () => {
  expectRefusal(
    emptyFolder(),
    ['verify', 'kws', '--engine', 'verilator', '--json'],
    'error B500: verilator was not found\n' +
      '  remedy: install the Debian package verilator (apt-get install verilator), or simulate with the built-in engine',
    { PATH: dirname(repository) },
  );
});

test.skipIf(!hasTool('verilator'))('the cache for Verilator has a space in its path', () => {
  const folder = emptyFolder();
  expectRefusal(
    folder,
    ['run', 'kws', example('yes.wav'), '--engine', 'verilator'],
    `error B504: the path of BURIN_CACHE has a space: ${folder}/cache\n` +
      '  remedy: choose a folder without one: make cannot build there',
    { BURIN_CACHE: 'cache' },
  );
});
