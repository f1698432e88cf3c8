import { changes, counter, inputStream, risingEdge, synchronise, Valid } from '../../generators/blocks/index.ts';
import { bool, cat, input, Module, mux, output, reg, uint, when } from '../../generators/language/index.ts';
import { restsAtOne, type SpiParameters, samplesFirst } from './parameters.ts';

/**
 * The other end of a line. It looks at the line through synchronisers and finds the edges there: its clock is at least
 * ten times as fast as the line's, or eight times where the line is driven in step with it. Each word that is received
 * goes with one that is sent; where none waits when the first bit is due, zeros are sent.
 */
export const Peripheral = Module('Peripheral', (parameters: SpiParameters) => {
  const { wordBits } = parameters;
  const rest = restsAtOne(parameters);
  const outgoing = inputStream(uint(wordBits));
  const incoming = output(Valid(uint(wordBits)));
  const [clock, select, toPeripheral] = [input(bool()), input(bool()), input(bool())];

  const selectLevel = synchronise(select, { initially: true });
  const isSelected = selectLevel.not();
  const level = synchronise(clock, { initially: rest });
  const data = synchronise(toPeripheral);
  const isAway = rest ? level.not() : level;
  const moves = changes(isAway);
  const goesAway = moves.and(isAway).and(isSelected);
  const comesBack = moves.and(isAway.not()).and(isSelected);
  const samples = samplesFirst(parameters) ? goesAway : comesBack;
  const shifts = samplesFirst(parameters) ? comesBack : goesAway;
  const position = counter(wordBits, { enable: samples, clear: isSelected.not() });
  const isFirst = position.value.eq(0);

  const received = reg(uint(wordBits));
  const isComplete = reg(bool(), { reset: false });
  isComplete.next = position.wraps;
  when(samples, () => {
    received.next = cat(received.bits(wordBits - 2, 0), data);
  });
  incoming.valid.value = isComplete;
  incoming.payload.value = received;

  // In modes that sample at the edge away, the first bit must be there before any edge.
  const loads = samplesFirst(parameters) ? risingEdge(isSelected).or(shifts.and(isFirst)) : shifts.and(isFirst);
  const sent = reg(uint(wordBits));
  const isOffered = reg(bool(), { reset: false });
  when(loads, () => {
    sent.next = mux(outgoing.valid, outgoing.payload, 0);
    isOffered.next = outgoing.valid;
  }).elsewhen(shifts, () => {
    sent.next = sent.shiftLeft(1).wrap(wordBits);
  });
  // Taken with the first bit that is sampled: a word that was only made ready when the selection ended stays.
  outgoing.ready.value = samples.and(isFirst).and(isOffered);

  const line = { clock, select, toPeripheral, fromPeripheral: output(sent.bit(wordBits - 1)) };
  return { outgoing, incoming, line };
});
