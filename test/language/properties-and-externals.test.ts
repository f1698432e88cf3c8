import { describe, expect, test } from 'vitest';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import { printCircuit } from '../../generators/circuit/print.ts';
import {
  assert,
  assume,
  attribute,
  bool,
  type ClockDomain,
  clockDomain,
  cover,
  External,
  elaborate,
  hexadecimal,
  input,
  instanceAttribute,
  keep,
  Module,
  message,
  output,
  type PortRecord,
  print,
  reg,
  sint,
  switchOn,
  uint,
  when,
  withDomain,
} from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';

const top = (body: () => PortRecord) => elaborate(Module('Top', body), {}).top;
const text = (body: () => PortRecord) => printCircuit(elaborate(Module('Top', body), {}));

describe('properties', () => {
  test('hold in the branches around them, off in reset, named after what they say', () => {
    const printed = text(() => {
      const [push, full] = [input(bool()), input(bool())];
      const mode = input(uint(2));
      const count = reg(uint(4), { reset: 0 });
      when(push, () => {
        assert(full.not(), message`no push when full: ${count} of ${hexadecimal(mode)} in ${16}`);
      }).otherwise(() => {
        switchOn(mode)
          .is([1, 2], () => cover(full, 'Full, idle'))
          .otherwise(() => print('elsewhere'));
      });
      assume(push.and(full).not());
      assume(push.or(full));
      return { push, full, mode, count: output(count) };
    });
    const properties = printed.split('\n').filter((line) => /^ +(assert|assume|cover|print) /.test(line));
    const idle = '(not(push) & ((mode == 1:u2) | (mode == 2:u2)))';
    const elsewhere = '(not(push) & not(((mode == 1:u2) | (mode == 2:u2))))';
    const said = 'no push when full: {decimal count_register} of {hexadecimal mode} in 16';
    expect(properties).toEqual([
      `  assert assert_no_push_when_full_of_in at clock unless reset when push: not(full) "${said}"`,
      `  cover cover_full_idle at clock unless reset when ${idle}: full "Full, idle"`,
      `  print print_elsewhere at clock unless reset when ${elsewhere}: 1:u1 "elsewhere"`,
      '  assume assume at clock unless reset when 1:u1: not((push & full)) ""',
      '  assume assume_1 at clock unless reset when 1:u1: (push | full) ""',
    ]);
  });

  test('what only a property reads stays, and a clock is there for it', () => {
    const { signals, ports } = top(() => {
      const a = input(sint(4));
      const negative = a.lt(0);
      assert(negative.not(), 'positive');
      return { a };
    });
    expect(ports.map(({ name }) => name)).toEqual(['clock', 'a']);
    expect(signals.map(({ name }) => name)).toContain('negative');
  });
});

describe('attributes', () => {
  test('stand at signals, modules and instances; keep makes a signal', () => {
    const Inner = Module('Inner', () => {
      const a = input(bool());
      attribute('keep_hierarchy');
      return { a, b: output(a.not()) };
    });
    const module = top(() => {
      const a = input(bool());
      const inner = Inner({}, { a });
      instanceAttribute(inner, 'dont_touch', 'true');
      const both = keep(a.and(inner.b));
      const state = reg(bool(), { reset: false });
      attribute('fsm_encoding', 'none', state);
      state.next = both;
      return { a, q: output(state) };
    });
    const [instance] = module.instances;
    expect(instance!.attributes).toEqual([{ name: 'dont_touch', value: 'true' }]);
    expect(instance!.module).toMatchObject({ attributes: [{ name: 'keep_hierarchy' }] });
    const signal = (name: string) => module.signals.find((candidate) => candidate.name === name);
    expect(signal('both')).toMatchObject({ kind: 'node', keep: true });
    expect(signal('state')).toMatchObject({ attributes: [{ name: 'fsm_encoding', value: 'none' }] });
  });
});

describe('external modules', () => {
  const ports = (width: number) => ({ a: input(uint(width)), y: output(uint(width)) });
  const Model = Module('Model', ({ width }: { width: number }) => {
    const { a, y } = ports(width);
    const held = reg(uint(width));
    held.next = a;
    y.value = held;
    return { a, y };
  });
  const Delay = External(
    'VENDOR_DELAY',
    ({ width }: { width: number }) => ({
      ports: ports(width),
      clocks: ['CLK'],
      parameters: { WIDTH: width, MODE: 'FAST' },
    }),
    { model: Model },
  );

  test('carry their parameters, one module for equal ones, and a model under their clock name', () => {
    const circuit = elaborate(
      Module('Top', () => {
        const [a, b] = [input(uint(4)), input(uint(8))];
        const first = Delay({ width: 4 }, { a });
        const second = Delay({ width: 4 }, { a: first.y });
        const wide = Delay({ width: 8 }, { a: b });
        return { a, b, y: output(second.y), z: output(wide.y) };
      }),
      {},
    );
    const externals = circuit.modules.filter((module) => module.kind === 'external');
    expect(externals.map(({ name, moduleName }) => [name, moduleName])).toEqual([
      ['VENDOR_DELAY', 'VENDOR_DELAY'],
      ['VENDOR_DELAY_2', 'VENDOR_DELAY'],
    ]);
    expect(externals[1]!.parameters).toEqual([
      { name: 'WIDTH', value: 8n },
      { name: 'MODE', value: 'FAST' },
    ]);
    expect(externals[0]!.ports.map(({ name }) => name)).toEqual(['CLK', 'a', 'y']);
    expect(externals[0]!.model!.ports.map(({ name }) => name)).toEqual(['CLK', 'a', 'y']);
    expect(circuit.top.instances).toHaveLength(3);
    expect(circuit.modules.map(({ name }) => name)).not.toContain('Model');
  });

  test('a model with other ports is refused', () => {
    const Other = External('OTHER', () => ({ ports: { a: input(uint(3)), y: output(uint(4)) }, clocks: ['CLK'] }), {
      model: Model as never,
    });
    const design = Module('Top', () => {
      const a = input(uint(3));
      return { a, y: output((Other as typeof Delay)({ width: 4 }, { a }).y) };
    });
    expect(() => elaborate(design, {})).toThrow(
      'B020: model Model and the external module differ in input u3 a, input u4 a',
    );
  });

  test('two that share a body are two modules', () => {
    const body = () => ({ ports: ports(1) });
    const [first, second] = [External('BUFA', body), External('BUFB', body)];
    const circuit = elaborate(
      Module('Top', () => {
        const a = input(uint(1));
        return { a, y: output(second({}, { a: first({}, { a }).y }).y) };
      }),
      {},
    );
    expect(circuit.top.instances.map(({ module }) => module.name)).toEqual(['BUFA', 'BUFB']);
  });

  test("a model's domains go by their names, and it may do without a reset; both engines run it", () => {
    const TwoClocks = Module('TwoClocks', () => {
      const [read, write] = [clockDomain('rclk'), clockDomain('wclk')];
      const count = (domain: ClockDomain) =>
        withDomain(domain, () => {
          const value = reg(uint(4));
          value.next = value.addWrap(1);
          return output(value);
        });
      return { r: count(read), w: count(write) };
    });
    const Counters = External(
      'COUNTERS',
      () => ({ ports: { r: output(uint(4)), w: output(uint(4)) }, clocks: ['wclk', 'rclk'], resets: ['rst'] }),
      { model: TwoClocks },
    );
    const circuit = elaborate(
      Module('Top', () => {
        const other = clockDomain('other');
        const { r, w } = Counters({}, {}, { wclk: other });
        return { r: output(r), w: output(w) };
      }),
      {},
    );
    requireSound(circuit);
    for (const engine of ['wasm', 'interpreter'] as const) {
      const simulator = createSimulator(circuit, { engine });
      simulator.step(3, 'other_clock');
      simulator.step(5, 'clock');
      expect([simulator.getNumber('w'), simulator.getNumber('r')]).toEqual([3, 5]);
    }
  });
});
