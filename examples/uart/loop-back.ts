import { connectStream, inputStream, Valid } from '../../generators/blocks/index.ts';
import { bool, Module, output, uint } from '../../generators/language/index.ts';
import { Receiver } from './receiver.ts';
import { Transmitter, type UartParameters } from './transmitter.ts';

/** A transmitter whose wire leads to a receiver. */
export const LoopBack = Module('LoopBack', (parameters: UartParameters) => {
  const bytes = inputStream(uint(8));
  const received = output(Valid(uint(8)));
  const frameError = output(bool());

  const transmitter = Transmitter(parameters);
  connectStream(bytes, transmitter.bytes);
  const receiver = Receiver(parameters, { line: transmitter.line });
  received.valid.value = receiver.received.valid;
  received.payload.value = receiver.received.payload;
  frameError.value = receiver.frameError;

  return { bytes, received, frameError, line: output(transmitter.line) };
});
