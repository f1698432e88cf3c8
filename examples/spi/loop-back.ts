import { connectStream, inputStream, outputStream, Valid } from '../../generators/blocks/index.ts';
import { bool, Module, output, uint } from '../../generators/language/index.ts';
import { Controller, type ControllerParameters } from './controller.ts';
import { Peripheral } from './peripheral.ts';

/** A controller and a peripheral on one line, with the same clock. */
export const LoopBack = Module('LoopBack', (parameters: ControllerParameters) => {
  const { mode, wordBits } = parameters;
  const toPeripheral = inputStream({ word: uint(wordBits), last: bool() });
  const toController = inputStream(uint(wordBits));
  const atController = outputStream(uint(wordBits));
  const atPeripheral = output(Valid(uint(wordBits)));

  const controller = Controller(parameters);
  const peripheral = Peripheral({ mode, wordBits });
  connectStream(toPeripheral, controller.outgoing);
  connectStream(controller.incoming, atController);
  connectStream(toController, peripheral.outgoing);
  atPeripheral.valid.value = peripheral.incoming.valid;
  atPeripheral.payload.value = peripheral.incoming.payload;
  peripheral.line.clock.value = controller.line.clock;
  peripheral.line.select.value = controller.line.select;
  peripheral.line.toPeripheral.value = controller.line.toPeripheral;
  controller.line.fromPeripheral.value = peripheral.line.fromPeripheral;

  return { toPeripheral, toController, atController, atPeripheral };
});
