import type { MemoryModule } from '../../generators/circuit/types.ts';
import { memoryArray } from '../../generators/verilog/index.ts';
import { constantSignal, type RtlilBit, RtlilModule, type RtlilOptions, type RtlilSignal } from './rtlil.ts';

interface LowerMemoryOptions extends RtlilOptions {
  readonly prefix?: string;
}

/**
 * A memory as registers, one for each word, called `memory_words[<address>]` as yosys calls those that it makes of an array.
 */
export function lowerMemory(module: MemoryModule, options: LowerMemoryOptions = {}): string {
  const rtlil = new RtlilModule(`${options.prefix ?? ''}${module.name}`, options);
  const ports = new Map<string, RtlilSignal>();
  for (const [place, { kind, name, type }] of module.ports.entries()) {
    ports.set(name, rtlil.wire(name, type.width, { port: { direction: kind, number: place + 1 } }));
  }
  const port = (name: string): RtlilSignal => ports.get(name)!;
  const both = (one: RtlilBit, other: RtlilBit): RtlilBit => rtlil.binary('$and', [one], [other], 1, 'unsigned')[0]!;
  const { depth, wordType } = module;
  const words =
    module.organisation === 'read-only'
      ? module.initial.map((value) => constantSignal(value, wordType.width))
      : Array.from({ length: depth }, (_, at) =>
          rtlil.wire(`${memoryArray}[${at}]`, wordType.width, { initial: module.initial?.[at] ?? 0n }),
        );
  const clock = (name: string): RtlilBit => (ports.get(name) ?? port('clock'))[0]!;
  const store = (clockName: string, enable: RtlilBit, address: RtlilSignal): void => {
    for (const [at, word] of words.entries()) {
      const next =
        at >= 2 ** address.length
          ? word
          : rtlil.mux(both(enable, rtlil.isConstant(address, BigInt(at))), port('writeData'), word);
      rtlil.flipFlop(clock(clockName), word, next);
    }
  };
  const show = (clockName: string, enable: RtlilBit, value: RtlilSignal): void => {
    rtlil.flipFlop(clock(clockName), port('readData'), rtlil.mux(enable, value, port('readData')));
  };
  switch (module.organisation) {
    case 'single-port': {
      const [enable, write] = [port('enable')[0]!, port('write')[0]!];
      const word = rtlil.pick(words, port('address'));
      const reads = both(enable, rtlil.unary('$not', [write], 1)[0]!);
      store('clock', both(enable, write), port('address'));
      if (module.readDuringWrite === 'no-change') show('clock', reads, word);
      else if (module.readDuringWrite === 'read-first') show('clock', enable, word);
      else show('clock', enable, rtlil.mux(write, port('writeData'), word));
      break;
    }
    case 'two-port':
      store('writeClock', port('writeEnable')[0]!, port('writeAddress'));
      show('readClock', port('readEnable')[0]!, rtlil.pick(words, port('readAddress')));
      break;
    case 'asynchronous-read':
      store('clock', port('writeEnable')[0]!, port('writeAddress'));
      rtlil.connect(port('readData'), rtlil.pick(words, port('readAddress')));
      break;
    case 'read-only':
      show('clock', port('enable')[0]!, rtlil.pick(words, port('address')));
  }
  return rtlil.toString();
}
