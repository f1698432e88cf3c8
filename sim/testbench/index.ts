/** Testbenches: a design under test with typed ports, processes, streams and scoreboards. */
export { Dut } from './dut.ts';
export type { EngineName } from './engines/engine.ts';
export { Mailbox } from './mailbox.ts';
export type { PlainValue } from './ports/kinds.ts';
export type {
  AnyPort,
  FixedInputPort,
  FixedOutputPort,
  InputPort,
  OutputPort,
  PayloadPorts,
  PortsOf,
  ReadOf,
  UntypedPort,
  UntypedPorts,
  WordRead,
  WordToWrite,
  WriteOf,
} from './ports/port-types.ts';
export { Clock, type Condition, type ConditionOptions } from './scheduler/clock.ts';
export type { Process } from './scheduler/process.ts';
export type { Agent } from './scheduler/timeline.ts';
export { Scoreboard, type ScoreboardOptions } from './scoreboard.ts';
export type { ClockTiming, SimulateOptions } from './settings.ts';
export { simulate, simulateCircuit } from './simulate.ts';
export {
  type AgentOptions,
  type DriverOptions,
  driveStream,
  StreamDriver,
  type StreamIntoDesign,
} from './streams/driver.ts';
export {
  type AnyStream,
  type MonitorOptions,
  monitorStream,
  type ReceiverOptions,
  receiveStream,
  StreamMonitor,
  type StreamOutOfDesign,
  StreamReceiver,
  type Transfer,
} from './streams/monitor.ts';
