/** The language: everything a hardware description needs. */
export type { Circuit } from '../circuit/types.ts';
export { attribute, instanceAttribute, keep } from './attributes.ts';
export type { ValueRecord } from './bundles.ts';
export { type ConnectOptions, connect, drive, type Peer, type Updates, update } from './connect.ts';
export { type ClockDomain, clockDomain, currentDomain, withDomain } from './domains.ts';
export { type Member, memberOf } from './enumeration-members.ts';
export { type Encoding, type EnumerationOptions, type EnumShape, enumeration } from './enumerations.ts';
export { External, type ExternalFunction, type ExternalInterface, type ExternalOptions } from './external.ts';
export {
  type AsynchronousReadMemory,
  asynchronousReadMemory,
  type MemoryOptions,
  type ReadOnlyMemory,
  type ReadOnlyMemoryOptions,
  readOnlyMemory,
  type SinglePortMemory,
  type SinglePortMemoryOptions,
  singlePortMemory,
  type TwoPortMemory,
  type TwoPortMemoryOptions,
  twoPortMemory,
} from './memory.ts';
export { addressWidth } from './memory-module.ts';
export {
  type Domains,
  elaborate,
  type InstanceOf,
  instanceArray,
  Module,
  type ModuleFunction,
  type PortRecord,
  type PortTree,
} from './module.ts';
export { composite } from './mux.ts';
export { cat, constant, fill } from './operators.ts';
export { assert, assume, binary, cover, hexadecimal, type Message, message, print } from './properties.ts';
export {
  type ElementOf,
  elementAt,
  elementsOf,
  type KindsOf,
  mux,
  type OperandsOf,
  output,
  pack,
  regNext,
  reinterpret,
  type SomeOperandsOf,
} from './records.ts';
export {
  type AnyShape,
  type BundleShape,
  bool,
  type FlippedOf,
  type FlippedShape,
  flip,
  type Shape,
  sint,
  uint,
  type ValueOf,
  type VecShapeOf,
  vec,
  widthOf,
} from './shapes.ts';
export {
  type Driven,
  type Input,
  type InputOptions,
  input,
  type Output,
  type Registered,
  type RegisterNextOptions,
  reg,
  wire,
} from './signals.ts';
export { switchOn, when } from './statements.ts';
export { Bool, Enum, type KindOf, type Operand, SInt, UInt, Value } from './values.ts';
export { Vec, vecOf } from './vector.ts';
