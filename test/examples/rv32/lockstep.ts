import type { CoreParameters } from '../../../examples/rv32/parameters.ts';
import type { Circuit } from '../../../generators/circuit/types.ts';
import { createSimulator } from '../../../sim/engine/index.ts';
import type { Simulator } from '../../../sim/engine/simulator.ts';
import type { RandomNumbers } from '../../support/random-numbers.ts';
import { timedCsrs } from './isa-csr.ts';
import { IsaModel, type Step } from './isa-model.ts';

/** How the memories behave: the chance that a request is accepted, and that an answer comes in a cycle. */
export interface BusBehaviour {
  readonly accepts: number;
  readonly answers: number;
}

export interface LockstepOptions {
  readonly random: RandomNumbers;
  readonly code: Uint8Array;
  readonly instructionBus: BusBehaviour;
  readonly dataBus: BusBehaviour;
  /** Chance in a cycle that an interrupt line rises; it falls soon after. */
  readonly interruptRate: number;
  /** Instructions and traps after which the run ends. */
  readonly retirements: number;
}

export interface LockstepResult {
  readonly cycles: number;
  readonly steps: readonly Step[];
  /** The cycle in which each of them retired. */
  readonly retiredAt: readonly number[];
}

const dataBytes = 4096;
const interruptPriority = [11, 3, 7];

/** A core on the built-in engine, to be run again and again. */
export class CoreBench {
  private readonly simulator: Simulator;
  private readonly parameters: CoreParameters;

  constructor(circuit: Circuit, parameters: CoreParameters) {
    this.simulator = createSimulator(circuit);
    this.parameters = parameters;
  }

  /**
   * Runs a program on core and model side by side and compares all that they do, instruction by instruction.
   * @throws Error that tells instruction and difference, at the first one
   */
  run(options: LockstepOptions): LockstepResult {
    const { random, code, interruptRate, retirements } = options;
    const { simulator } = this;
    const input = (name: string) => simulator.inputHandle(name);
    const signal = (name: string) => simulator.signalHandle(name);
    const initialData = Uint8Array.from({ length: dataBytes }, () => random.integer(0, 255));
    const modelData = initialData.slice();
    const coreData = initialData.slice();
    const model = new IsaModel({
      ...this.parameters,
      readCode: (address) => code[address % code.length]!,
      readData: (address) => modelData[address % dataBytes]!,
      writeData: (address, byte) => {
        modelData[address % dataBytes] = byte;
      },
    });
    const wordOf = (bytes: Uint8Array, address: number): number => {
      const at = address % bytes.length;
      return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
    };

    const fetches = busDriver('instructionBus', options.instructionBus, (address) => wordOf(code, address));
    const strobe = signal('dataBus_strobe');
    const write = signal('dataBus_write');
    const writeData = signal('dataBus_writeData');
    const accesses = busDriver('dataBus', options.dataBus, (address) => {
      const before = wordOf(coreData, address);
      if ((write.get() === 1) !== (strobe.get() !== 0)) throw new Error('a write without bytes, or bytes of a read');
      for (let lane = 0; lane < 4; lane++) {
        if ((strobe.get() >> lane) & 1)
          coreData[(address + lane) % dataBytes] = (writeData.get() >>> (8 * lane)) & 0xff;
      }
      return before;
    });

    const lines = new Map([11, 7, 3].map((code) => [code, 0]));
    const lineInputs = [11, 7, 3].map((code, number) => {
      return [code, input(`interrupts_${['external', 'timer', 'software'][number]}`)] as const;
    });
    const retired = Object.fromEntries(
      ['valid', 'exception', 'interrupt', 'cause', 'programCounter', 'nextProgramCounter', 'instruction'].map(
        (name) => [name, signal(`retirement_${name}`)],
      ),
    );
    const [destination, value] = [signal('retirement_destination'), signal('retirement_value')];
    const [storeStrobe, storeData] = [signal('retirement_writeStrobe'), signal('retirement_writeData')];
    const memoryAddress = signal('retirement_memoryAddress');
    const state = csrState(simulator, this.parameters);
    const steps: Step[] = [];
    const retiredAt: number[] = [];

    // The registers keep their values from the run before; only the beginning of a program is to rely on nothing.
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    const start = simulator.cycle;
    let previousLines = new Map(lines);
    let idle = 0;
    while (steps.length < retirements) {
      for (const [code, port] of lineInputs) {
        if (random.chance(lines.get(code) === 1 ? 0.2 : interruptRate)) lines.set(code, 1 - lines.get(code)!);
        port.set(lines.get(code)!);
      }
      fetches.begin(random);
      accesses.begin(random);
      if (retired.valid!.get() === 1) {
        idle = 0;
        compareStep();
      } else if (++idle > 1000) {
        if (waitsForever()) break;
        throw new Error(`nothing retires any more: ${where()}`);
      }
      fetches.end();
      previousLines = new Map(lines);
      accesses.end(previousLines);
      simulator.step();
    }
    if (Buffer.compare(modelData, coreData) !== 0 && !accesses.busy())
      throw new Error('the memories differ in the end');
    return { cycles: simulator.cycle - start, steps, retiredAt };

    function waitsForever(): boolean {
      return (
        model.fetch() === 0x10500073 &&
        [...lines].every(([code, line]) => line === 0 || ((model.csrs.mie >> code) & 1) === 0)
      );
    }
    function where(): string {
      return `instruction 0x${model.fetch().toString(16)} at 0x${model.programCounter.toString(16)}, number ${steps.length}`;
    }
    function compareStep(): void {
      const at = where();
      const isInterrupt = retired.interrupt!.get() === 1;
      const isMemory = [0x03, 0x23].includes(model.fetch() & 0x7f) || isCompressedAccess(model.fetch());
      // The core decided when the instruction left its execute stage.
      const decision =
        !isInterrupt && isMemory && retired.exception!.get() === 0 ? accesses.answeredLines() : previousLines;
      const pending = model.csrs.interruptEnable
        ? interruptPriority.find((code) => decision.get(code) === 1 && ((model.csrs.mie >> code) & 1) === 1)
        : undefined;
      const waits = model.fetch() === 0x10500073;
      if (!isInterrupt && pending !== undefined && !waits) throw new Error(`interrupt ${pending} was not taken: ${at}`);
      if (isInterrupt && pending === undefined) throw new Error(`an interrupt was taken for no reason: ${at}`);
      const csr = model.fetch() >>> 20;
      if (timedCsrs.has(csr)) model.timedValue = destination.get() === 0 ? 0 : value.get();
      const expected = isInterrupt ? model.interrupt(pending!) : model.step();
      steps.push(expected);
      retiredAt.push(simulator.cycle - start);
      const actual = {
        exception: retired.exception!.get() === 1,
        interrupt: isInterrupt,
        cause: expected.exception || expected.interrupt ? retired.cause!.get() : 0,
        programCounter: retired.programCounter!.get() >>> 0,
        nextProgramCounter: retired.nextProgramCounter!.get() >>> 0,
        instruction: retired.instruction!.get() >>> 0,
        destination: destination.get(),
        value: value.get() >>> 0,
      };
      for (const [name, found] of Object.entries(actual)) {
        const wanted = expected[name as keyof typeof actual];
        if (found !== wanted) throw new Error(`${name} is ${text(found)}, not ${text(wanted)}: ${at}`);
      }
      const stored = storedBytes();
      const wanted = expected.store ? JSON.stringify(expected.store) : undefined;
      if (stored !== wanted) throw new Error(`stores ${stored}, not ${wanted}: ${at}`);
      for (const [name, found] of state(model)) {
        if (found[0] !== found[1]) throw new Error(`${name} is ${text(found[0])}, not ${text(found[1])}: ${at}`);
      }
    }
    function storedBytes(): string | undefined {
      const mask = storeStrobe.get();
      if (mask === 0) return undefined;
      const address = memoryAddress.get() >>> 0;
      const lanes = [0, 1, 2, 3].filter((lane) => (mask >> lane) & 1);
      if (lanes[0] !== (address & 3)) throw new Error(`strobe ${mask} of a store to 0x${address.toString(16)}`);
      return JSON.stringify({ address, bytes: lanes.map((lane) => (storeData.get() >>> (8 * lane)) & 0xff) });
    }

    /** One bus: answers requests late, refuses some, and watches that there is never more than one under way. */
    function busDriver(bus: string, { accepts, answers }: BusBehaviour, serve: (address: number) => number) {
      const [ready, valid, readData] = [input(`${bus}_ready`), input(`${bus}_valid`), input(`${bus}_readData`)];
      const [request, address] = [signal(`${bus}_request`), signal(`${bus}_address`)];
      let word: number | undefined;
      let linesThen: ReadonlyMap<number, number> = new Map();
      let linesAnswered: ReadonlyMap<number, number> = new Map();
      let accepting = false;
      let answering = false;
      return {
        begin(random: RandomNumbers): void {
          answering = word !== undefined && random.chance(answers);
          accepting = random.chance(accepts);
          ready.set(accepting ? 1 : 0);
          valid.set(answering ? 1 : 0);
          readData.set(answering ? word! : random.integer(0, 2 ** 32 - 1));
          linesAnswered = linesThen;
        },
        end(linesNow: ReadonlyMap<number, number> = new Map()): void {
          if (answering) word = undefined;
          if (request.get() === 0) return;
          if (word !== undefined) throw new Error(`${bus} has a second request under way`);
          if ((address.get() & 3) !== 0) throw new Error(`${bus} has an address that is no multiple of 4`);
          if (!accepting) return;
          word = serve(address.get() >>> 0);
          linesThen = linesNow;
        },
        answeredLines: () => linesAnswered,
        busy: () => word !== undefined,
      };
    }
  }
}

const text = (value: unknown): string => (typeof value === 'number' ? `0x${value.toString(16)}` : String(value));

function isCompressedAccess(instruction: number): boolean {
  if (instruction > 0xffff || (instruction & 3) === 3) return false;
  const [quadrant, function3] = [instruction & 3, instruction >> 13];
  return quadrant !== 1 && (function3 === 2 || function3 === 6);
}

/** Pairs of what the core's registers hold and what they should. */
function csrState(simulator: Simulator, { counters, compressed }: CoreParameters) {
  const handle = (name: string) => simulator.signalHandle(`csrs.${name}`);
  const names = ['interruptEnable', 'previousInterruptEnable', 'vectorBase', 'vectored', 'scratch', 'exceptionCounter'];
  const more = ['causeInterrupt', 'causeCode', 'trapValue', 'enabled_external', 'enabled_timer', 'enabled_software'];
  const handles = Object.fromEntries([...names, ...more].map((name) => [name, handle(name)]));
  const get = (name: string): number => handles[name]!.get() >>> 0;
  const count = counters ? [handle('instructionCounter.low'), handle('instructionCounter.high')] : [];
  return (model: IsaModel): (readonly [string, readonly [number, number]])[] => {
    const { csrs } = model;
    const enabled = get('enabled_external') * 0x800 + get('enabled_timer') * 0x80 + get('enabled_software') * 8;
    const counted = [Number(csrs.minstret & 0xffffffffn), Number(csrs.minstret >> 32n)];
    return [
      ['mstatus.MIE', [get('interruptEnable'), Number(csrs.interruptEnable)]],
      ['mstatus.MPIE', [get('previousInterruptEnable'), Number(csrs.previousInterruptEnable)]],
      ['mie', [enabled, csrs.mie]],
      ['mtvec', [get('vectorBase') * 4 + get('vectored'), csrs.mtvec]],
      ['mscratch', [get('scratch'), csrs.mscratch]],
      ['mepc', [get('exceptionCounter') * (compressed ? 2 : 4), csrs.mepc]],
      ['mcause', [get('causeInterrupt') * 2 ** 31 + get('causeCode'), csrs.mcause]],
      ['mtval', [get('trapValue'), csrs.mtval]],
      ...count.map((half, number) => [`minstret ${number}`, [half.get() >>> 0, counted[number]!]] as const),
    ];
  };
}
