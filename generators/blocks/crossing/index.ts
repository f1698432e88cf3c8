/** What may cross from one clock to another: single bits, counters, pulses and streams. */
export { AsyncQueue, type AsyncQueueOptions, type AsyncQueueParameters, asyncQueue } from './async-queue.ts';
export { crossCounter } from './counter.ts';
export { HandshakeCrossing, type HandshakeParameters, handshakeCrossing } from './handshake.ts';
export { crossPulse } from './pulse.ts';
export { type CrossingOptions, type SynchroniserOptions, synchronise, synchroniseReset } from './synchronise.ts';
