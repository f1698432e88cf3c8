import { inputStream, pulseEvery, stateMachine } from '../../generators/blocks/index.ts';
import { bool, Module, output, reg, uint } from '../../generators/language/index.ts';

export interface UartParameters {
  /** Clock cycles of one bit on the line, at least 4. */
  readonly cyclesPerBit: number;
}

/** Sends bytes over one wire: a start bit of 0, eight bits, the lowest first, and a stop bit of 1. */
export const Transmitter = Module('Transmitter', ({ cyclesPerBit }: UartParameters) => {
  const bytes = inputStream(uint(8));
  /** The wire; 1 while nothing is sent. */
  const line = output(bool());

  const tick = pulseEvery(cyclesPerBit);
  const phase = stateMachine('SendPhase', ['Idle', 'Start', 'Data', 'Stop']);
  const shifted = reg(uint(8));
  const position = reg(uint(3));
  const begins = tick.and(phase.is('Idle', 'Stop'));
  bytes.ready.value = begins;
  const begin = {
    when: begins.and(bytes.valid),
    to: 'Start',
    action: () => {
      shifted.next = bytes.payload;
    },
  } as const;

  line.value = true;
  phase.define({
    Idle: { next: [begin] },
    Start: {
      active: () => {
        line.value = false;
      },
      exit: () => {
        position.next = 0;
      },
      next: [{ when: tick, to: 'Data' }],
    },
    Data: {
      active: () => {
        line.value = shifted.bit(0);
      },
      next: [
        { when: tick.and(position.eq(7)), to: 'Stop' },
        {
          when: tick,
          to: 'Data',
          action: () => {
            shifted.next = shifted.shiftRight(1);
            position.next = position.addWrap(1);
          },
        },
      ],
    },
    Stop: { next: [begin, { when: tick, to: 'Idle' }] },
  });

  return { bytes, line };
});
