import { fail } from '../../generators/diagnostics.ts';
import { type Circuit, elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import type { Simulator } from '../../sim/engine/simulator.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { type ElfProgram, readElf } from './elf.ts';
import { checkSocParameters, Soc, type SocParameters, systemModule } from './soc.ts';

export interface RunOptions {
  /** Cycles after which a run is given up; default 50 million. */
  readonly maximumCycles?: number;
  /** The memory has the program from the start: it is not written before the run. */
  readonly boots?: boolean;
}

/** How a program ended. */
export interface ProgramRun {
  readonly output: string;
  /** What the program wrote to the exit device, or made of `tohost`. */
  readonly exitCode: number;
  readonly cycles: number;
  /** Instructions that retired, where they were counted. */
  readonly instructions?: number;
}

/**
 * The bytes of the whole memory with a program in it.
 * @throws BurinError RV003 where the program does not fit
 */
export function memoryImage(program: ElfProgram, { memoryBase, memoryBytes }: SocParameters): Uint8Array {
  const image = new Uint8Array(memoryBytes);
  for (const { address, bytes } of program.segments) {
    if (address < memoryBase || address + bytes.length > memoryBase + memoryBytes) {
      const size = `${bytes.length} bytes at 0x${address.toString(16)}`;
      const memory = `${memoryBytes} bytes at 0x${memoryBase.toString(16)}`;
      fail(
        'RV003',
        `the program has ${size}; the memory is ${memory}`,
        'link it to the memory, or make the memory larger',
      );
    }
    image.set(bytes, address - memoryBase);
  }
  return image;
}

/** The bytes of each lane of the two halves of the memory, under the names of the memories in the design. */
export function memoryLanes(program: ElfProgram, parameters: SocParameters) {
  const image = memoryImage(program, parameters);
  const halfBytes = image.length / 2;
  return ['lower', 'upper'].flatMap((half, halfNumber) =>
    [0, 1, 2, 3].map((lane) => ({
      memory: `${half}.bytes_${lane}`,
      bytes: Array.from({ length: halfBytes / 4 }, (_, word) => image[halfNumber * halfBytes + 4 * word + lane]!),
    })),
  );
}

/** The built system, to run programs on. */
export function buildMachine(parameters: SocParameters): Circuit {
  return elaborate(Soc, parameters);
}

/**
 * The built system with a program in its memory from the start, as an FPGA loads it.
 * @throws BurinError RV002 for a file that is no program, RV003 where it does not fit the memory
 */
export function buildBootingMachine(parameters: SocParameters, file: Uint8Array): Circuit {
  checkSocParameters(parameters);
  const image = memoryImage(readElf(file), parameters);
  const view = new DataView(image.buffer);
  const words = Array.from({ length: image.length / 4 }, (_, word) => view.getUint32(4 * word, true));
  return elaborate(systemModule(words), parameters);
}

/**
 * Runs a program on the built-in engine until it writes to the exit device or to its symbol `tohost`.
 * @throws BurinError RV002 for a file that is no program, RV003 where it does not fit the memory, RV004 where it does not
 * end within `maximumCycles`
 */
export function runProgram(
  circuit: Circuit,
  file: Uint8Array,
  parameters: SocParameters,
  {
    maximumCycles = 50_000_000,
    boots = false,
    print = () => {},
  }: RunOptions & { readonly print?: (text: string) => void } = {},
): ProgramRun {
  const simulator = createSimulator(circuit);
  const program = readElf(file);
  if (!boots) loadInto(simulator, program, parameters);
  const attention = simulator.signalHandle('attention');
  const exited = simulator.signalHandle('exited');
  const consoleValid = simulator.signalHandle('consoleValid');
  const consoleByte = simulator.signalHandle('consoleByte');
  const retired = simulator.signalHandle('retired');
  const toHost = program.symbols.get('tohost');
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);

  let instructions = 0;
  let output = '';
  let hostWord = 0;
  for (let cycles = 0; cycles < maximumCycles; cycles++) {
    instructions += retired.get();
    if (attention.get() === 1) {
      if (consoleValid.get() === 1) {
        const text = String.fromCharCode(consoleByte.get());
        output += text;
        print(text);
      }
      if (exited.get() === 1) return { output, exitCode: simulator.getNumber('exitCode'), cycles, instructions };
    }
    if (toHost !== undefined && cycles % 64 === 0) {
      hostWord = readWord(simulator, toHost, parameters);
      if (hostWord !== 0) return { output, exitCode: hostWord >>> 1, cycles, instructions };
    }
    simulator.step();
  }
  return fail(
    'RV004',
    `the program has not ended after ${maximumCycles} cycles`,
    'let it write to the exit device, or give it more cycles',
  );
}

/**
 * As `runProgram`, with Verilator on the printed design, for programs that use the exit device.
 * @throws SimulationError where the program does not end within `maximumCycles`
 */
export async function runVerilated(
  circuit: Circuit,
  file: Uint8Array,
  parameters: SocParameters,
  { maximumCycles = 50_000_000, boots = false }: RunOptions = {},
): Promise<ProgramRun> {
  const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
  const simulator = startVerilated(built);
  try {
    for (const { memory, bytes } of boots ? [] : memoryLanes(readElf(file), parameters)) {
      simulator.writeMemory(memory, 0, bytes.map(BigInt));
    }
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    let output = '';
    let cycles = 0;
    while (true) {
      const stepped = simulator.runUntil('attention', { maximumCycles: maximumCycles - cycles });
      const signals = ['consoleValid', 'consoleByte', 'exited', 'exitCode'].map((name) => simulator.get(name));
      const [consoleValid, consoleByte, exited, exitCode] = await Promise.all(signals);
      cycles += await stepped;
      if (consoleValid) output += String.fromCharCode(Number(consoleByte));
      if (exited) return { output, exitCode: Number(exitCode), cycles };
      simulator.step();
      cycles += 1;
    }
  } finally {
    await simulator.close();
  }
}

function loadInto(simulator: Simulator, program: ElfProgram, parameters: SocParameters): void {
  for (const { memory, bytes } of memoryLanes(program, parameters)) {
    for (const [word, byte] of bytes.entries()) if (byte !== 0) simulator.writeMemory(memory, word, BigInt(byte));
  }
}

function readWord(simulator: Simulator, address: number, { memoryBase, memoryBytes }: SocParameters): number {
  const offset = address - memoryBase;
  const half = offset < memoryBytes / 2 ? 'lower' : 'upper';
  const word = Math.floor((offset % (memoryBytes / 2)) / 4);
  return [3, 2, 1, 0].reduce(
    (value, lane) => value * 256 + Number(simulator.readMemory(`${half}.bytes_${lane}`, word)),
    0,
  );
}
