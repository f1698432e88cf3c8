/** The language: everything a hardware description needs. */
export type { Circuit } from '../circuit/types.ts';
export { addressWidth, type SinglePortMemory, type SinglePortMemoryOptions, singlePortMemory } from './memory.ts';
export { elaborate, type InstanceOf, instanceArray, Module, type ModuleFunction, type PortRecord } from './module.ts';
export { composite, mux } from './mux.ts';
export { cat, constant, fill } from './operators.ts';
export {
  type AnyShape,
  type BundleShape,
  bool,
  type EnumShape,
  enumeration,
  type Shape,
  sint,
  uint,
  type ValueOf,
  vec,
} from './shapes.ts';
export {
  type Driven,
  drive,
  type Input,
  input,
  type Output,
  output,
  type Registered,
  reg,
  regNext,
  wire,
} from './signals.ts';
export { switchOn, when } from './statements.ts';
export { Bool, Enum, type Operand, SInt, UInt, Value } from './values.ts';
export { reinterpret, Vec, vecOf } from './vector.ts';
