/** Streams of words with a handshake, and what can be put between their producers and consumers. */
export { Arbiter, type ArbiterParameters, type ArbiterPolicy, type ArbitratedStream, arbitrate } from './arbiter.ts';
export { Fork, type ForkMode, type ForkParameters, forkStream } from './fork.ts';
export type { DrivenPayload, Payload, PayloadRecord, Plain } from './payload.ts';
export { Queue, type QueuedStream, type QueueOptions, type QueueParameters, queue } from './queue.ts';
export { PipeRegister, pipeRegister, SkidBuffer, skidBuffer } from './registers.ts';
export { demultiplexStream, type JoinedPayload, joinStreams } from './route.ts';
export {
  alwaysReady,
  connectStream,
  type InputStream,
  inputStream,
  type OutputStream,
  outputStream,
  Stream,
  type StreamSink,
  transfers,
  Valid,
  type WireStream,
  wireStream,
} from './stream.ts';
export { filterStream, mapStream, Throttle, throttle } from './transform.ts';
export { Narrower, narrowStream, Widener, type WidthParameters, widenStream } from './width.ts';
