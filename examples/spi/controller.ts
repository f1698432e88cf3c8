import { counter, inputStream, outputStream, stateMachine, transfers } from '../../generators/blocks/index.ts';
import { bool, cat, input, Module, output, reg, uint, when } from '../../generators/language/index.ts';
import { restsAtOne, type SpiParameters, samplesFirst } from './parameters.ts';

export interface ControllerParameters extends SpiParameters {
  /** Clock cycles of half a period of the line's clock, at least 1. */
  readonly halfPeriod: number;
}

/**
 * Exchanges words with a peripheral: for each word that it sends it gives one that it received. The peripheral stays
 * selected up to a word that is the last. No word is begun before the received one was taken.
 */
export const Controller = Module('Controller', (parameters: ControllerParameters) => {
  const { wordBits, halfPeriod } = parameters;
  const rest = restsAtOne(parameters);
  const outgoing = inputStream({ word: uint(wordBits), last: bool() });
  const incoming = outputStream(uint(wordBits));

  const phase = stateMachine('ControllerPhase', ['Idle', 'Exchange', 'Finish', 'Pause', 'Apart']);
  const divider = counter(halfPeriod, { clear: phase.is('Idle', 'Pause') });
  const tick = divider.wraps;
  const select = reg(bool(), { reset: true });
  const clock = reg(bool(), { reset: rest });
  const goesAway = tick.and(phase.is('Exchange')).and(clock.eq(rest));
  const comesBack = tick.and(phase.is('Exchange')).and(clock.eq(!rest));
  const position = counter(wordBits, { enable: comesBack });

  const sent = reg(uint(wordBits));
  const received = reg(uint(wordBits));
  const isFull = reg(bool(), { reset: false });
  const isLast = reg(bool());
  const line = {
    /** The line's clock. */
    clock: output(clock),
    /** 0 selects the peripheral. */
    select: output(select),
    /** A bit to the peripheral. */
    toPeripheral: output(sent.bit(wordBits - 1)),
    /** A bit from the peripheral. */
    fromPeripheral: input(bool()),
  };

  const begins = phase.is('Idle', 'Pause').and(isFull.not());
  outgoing.ready.value = begins;
  incoming.valid.value = isFull;
  incoming.payload.value = received;
  when(transfers(incoming), () => {
    isFull.next = false;
  });

  // In modes that sample at the edge back, the first bit is there before the first edge away already.
  const shifts = samplesFirst(parameters) ? comesBack : goesAway.and(position.value.ne(0));
  const samples = samplesFirst(parameters) ? goesAway : comesBack;
  when(samples, () => {
    received.next = cat(received.bits(wordBits - 2, 0), line.fromPeripheral);
  });
  when(shifts, () => {
    sent.next = sent.shiftLeft(1).wrap(wordBits);
  });
  when(goesAway.or(comesBack), () => {
    clock.next = clock.not();
  });

  const begin = {
    when: begins.and(outgoing.valid),
    to: 'Exchange',
    action: () => {
      select.next = false;
      sent.next = outgoing.payload.word;
      isLast.next = outgoing.payload.last;
    },
  } as const;
  phase.define({
    Idle: { next: [begin] },
    Exchange: {
      exit: () => {
        isFull.next = true;
      },
      next: [{ when: position.wraps, to: 'Finish' }],
    },
    Finish: {
      next: [
        {
          when: tick.and(isLast),
          to: 'Apart',
          action: () => {
            select.next = true;
          },
        },
        { when: tick, to: 'Pause' },
      ],
    },
    Pause: { next: [begin] },
    Apart: { next: [{ when: tick, to: 'Idle' }] },
  });

  return { outgoing, incoming, line };
});
