import { counter, stateMachine, synchronise, Valid } from '../../generators/blocks/index.ts';
import { bool, cat, input, Module, output, reg, uint } from '../../generators/language/index.ts';
import type { UartParameters } from './transmitter.ts';

/** Receives what a transmitter sends, and samples each bit in its middle. */
export const Receiver = Module('Receiver', ({ cyclesPerBit }: UartParameters) => {
  /** The wire, from another clock. */
  const line = input(bool());
  /** A byte, in the cycle in which its stop bit is seen. */
  const received = output(Valid(uint(8)));
  /** There was no stop bit: the byte is lost. */
  const frameError = output(bool());

  const level = synchronise(line, { initially: true });
  const phase = stateMachine('ReceivePhase', ['Idle', 'Start', 'Data', 'Stop', 'Break']);
  const time = counter(cyclesPerBit, { clear: phase.is('Idle') });
  const samples = time.value.eq(Math.floor(cyclesPerBit / 2) - 1);
  const collected = reg(uint(8));
  const position = reg(uint(3));

  received.valid.value = false;
  received.payload.value = collected;
  frameError.value = false;
  phase.define({
    Idle: { next: [{ when: level.not(), to: 'Start' }] },
    Start: {
      exit: () => {
        position.next = 0;
      },
      next: [
        { when: samples.and(level), to: 'Idle' },
        { when: samples, to: 'Data' },
      ],
    },
    Data: {
      exit: () => {
        collected.next = cat(level, collected.bits(7, 1));
        position.next = position.addWrap(1);
      },
      next: [
        { when: samples.and(position.eq(7)), to: 'Stop' },
        { when: samples, to: 'Data' },
      ],
    },
    Stop: {
      next: [
        {
          when: samples.and(level),
          to: 'Idle',
          action: () => {
            received.valid.value = true;
          },
        },
        {
          when: samples,
          to: 'Break',
          action: () => {
            frameError.value = true;
          },
        },
      ],
    },
    Break: { next: [{ when: level, to: 'Idle' }] },
  });

  return { line, received, frameError };
});
