/**
 * The circuit: what elaboration leaves behind, and all that checks, passes, printers and simulators know of a design.
 * Plain immutable data: modules that hold signals, statements and instances. Every module stands before those that
 * instantiate it. Values are bit vectors of a stated width that are read as signed or unsigned numbers.
 */

import type { MemoryModule } from './memory-types.ts';

export type {
  AsynchronousReadMemory,
  MemoryModule,
  ReadOnlyMemory,
  SinglePortMemory,
  TwoPortMemory,
} from './memory-types.ts';

/** A place in the user's source. `file` is as the JavaScript engine names it; `line` and `column` count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Named values of one type. Each member's value fits the type's width. */
export interface Enumeration {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly value: bigint }[];
}

/** A bit vector of `width` >= 1 bits, two's complement where `signed`. */
export interface BitType {
  readonly width: number;
  readonly signed: boolean;
  /** Values carry the names of this enumeration; never together with `lanes`. */
  readonly enumeration?: Enumeration;
  /** The vector is `lanes` equal elements, element 0 in the lowest bits; for readers and waves only. */
  readonly lanes?: number;
}

// ---------------------------------------------------------------------------------------------------- expressions

/** A constant. `value` is the number itself, negative where the type is signed, and in the type's range. */
export interface Literal {
  readonly kind: 'literal';
  readonly type: BitType;
  readonly value: bigint;
}

/** The current value of a signal. */
export interface Reference {
  readonly kind: 'reference';
  readonly type: BitType;
  readonly signal: Signal;
}

/**
 * `not`: bitwise, of the operand's type. `negate`: signed, one bit wider than the operand.
 * `andReduce`, `orReduce`, `xorReduce`: one unsigned bit.
 */
export type UnaryOperator = 'not' | 'negate' | 'andReduce' | 'orReduce' | 'xorReduce';

export interface Unary {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly type: BitType;
  readonly operand: Expression;
}

/**
 * Both operands have one signedness; they are read as numbers, so widths may differ but for the bitwise operators.
 * `add`, `subtract`: max(widths) + 1 bits, signed where the operands are, and `subtract` always. `multiply`: the sum of
 * the widths. `and`, `or`, `xor`: operands and result of one width. Comparisons: one unsigned bit.
 */
export type BinaryOperator =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'and'
  | 'or'
  | 'xor'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual';

export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly type: BitType;
  readonly left: Expression;
  readonly right: Expression;
}

/**
 * Shift by a variable, unsigned amount. `left` widens by 2^(amount's width) - 1 bits and loses nothing; `right` keeps
 * the operand's type, fills with the sign where signed, and tends to 0 or -1 for amounts beyond the width.
 * Shifts by a constant are slices and concatenations.
 */
export interface Shift {
  readonly kind: 'shift';
  readonly direction: 'left' | 'right';
  readonly type: BitType;
  readonly operand: Expression;
  readonly amount: Expression;
}

/** Both arms have the type of the result; the condition is one bit. */
export interface Mux {
  readonly kind: 'mux';
  readonly type: BitType;
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

/** Bits `high` down to `low` of the operand, unsigned. */
export interface Slice {
  readonly kind: 'slice';
  readonly type: BitType;
  readonly operand: Expression;
  readonly high: number;
  readonly low: number;
}

/** Element `index` of the operand seen as elements of `type.width` bits, element 0 lowest, unsigned; 0 beyond the last. */
export interface Element {
  readonly kind: 'element';
  readonly type: BitType;
  readonly operand: Expression;
  readonly index: Expression;
}

/** All parts side by side, the first in the highest bits; unsigned. */
export interface Concatenate {
  readonly kind: 'concatenate';
  readonly type: BitType;
  readonly parts: readonly Expression[];
}

/**
 * The same bits under another type: dropped from the top where `type` is narrower; filled with the operand's sign (if
 * the operand is signed) or with 0 where it is wider. A change of signedness alone keeps every bit.
 */
export interface Convert {
  readonly kind: 'convert';
  readonly type: BitType;
  readonly operand: Expression;
}

export type Expression = Literal | Reference | Unary | Binary | Shift | Mux | Slice | Element | Concatenate | Convert;

// -------------------------------------------------------------------------------------------------------- signals

/** What synthesis is told, printed as `(* name = value *)` and without meaning here; a bare name has no value. */
export interface Attribute {
  readonly name: string;
  readonly value?: string | number;
}

interface NamedSignal {
  /** Unique among the module's signals and instances; an instance port's is unique within its instance. */
  readonly name: string;
  readonly type: BitType;
  readonly location: SourceLocation;
  readonly attributes?: readonly Attribute[];
  /** Its units are 2^-fractionBits, an integer of at least 0; for readers and waves only. */
  readonly fractionBits?: number;
  /** The signal stays a net of its own, in the printed text and through synthesis. */
  readonly keep?: true;
}

/**
 * Driven from outside. `role` marks clocks and resets, which no expression may read. A module may have several clocks;
 * `domain` is the clock port with which the value of another input is in step, absent where there is one clock only or
 * where the input is `asynchronous`: in step with none.
 */
export interface InputPort extends NamedSignal {
  readonly kind: 'input';
  readonly role?: 'clock' | 'reset';
  readonly domain?: InputPort;
  readonly asynchronous?: true;
  readonly documentation?: string;
}

/** Driven by the module's statements; may be read inside. */
export interface OutputPort extends NamedSignal {
  readonly kind: 'output';
  readonly documentation?: string;
}

/** Driven by statements, combinationally. */
export interface Wire extends NamedSignal {
  readonly kind: 'wire';
}

/** A named expression. */
export interface Node extends NamedSignal {
  readonly kind: 'node';
  readonly value: Expression;
}

/**
 * Takes what the statements assign at each rising edge of `clock`, keeps its value where they assign nothing, and
 * takes `reset.value` while the reset is active. How the reset acts is chosen when printing.
 */
export interface Register extends NamedSignal {
  readonly kind: 'register';
  readonly clock: InputPort;
  readonly reset?: { readonly signal: InputPort; readonly value: Literal };
  /** Its input may be in step with another clock: it is the first stage of a synchroniser. */
  readonly crossing?: true;
}

/** An input of an instance: driven by the parent's statements, not readable. Clock and reset are connected by themselves. */
export interface InstanceInput extends NamedSignal {
  readonly kind: 'instanceInput';
  readonly instance: Instance;
}

/** An output of an instance, readable in the parent. */
export interface InstanceOutput extends NamedSignal {
  readonly kind: 'instanceOutput';
  readonly instance: Instance;
}

/** What an expression may refer to. */
export type Signal = InputPort | OutputPort | Wire | Node | Register | InstanceOutput;

/** What a statement may assign. */
export type Assignable = OutputPort | Wire | Register | InstanceInput;

// ----------------------------------------------------------------------------------------------------- statements

/** The assigned part of a signal: the whole, the bits `high` down to `low`, or the element at a variable `index`. */
export interface Target {
  readonly signal: Assignable;
  readonly range?: { readonly high: number; readonly low: number };
  readonly element?: { readonly index: Expression; readonly width: number };
}

/** Assigns `value`, of exactly the target's width and signedness. The last assignment on a path wins. */
export interface Connect {
  readonly kind: 'connect';
  readonly target: Target;
  readonly value: Expression;
  readonly location: SourceLocation;
}

export interface When {
  readonly kind: 'when';
  readonly condition: Expression;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly location: SourceLocation;
}

/** The body of the case that holds the selector's value, else `fallback` (absent: nothing). No value stands twice. */
export interface Switch {
  readonly kind: 'switch';
  readonly selector: Expression;
  readonly cases: readonly SwitchCase[];
  readonly fallback?: readonly Statement[];
  readonly location: SourceLocation;
}

export interface SwitchCase {
  readonly values: readonly Literal[];
  readonly body: readonly Statement[];
  readonly location: SourceLocation;
}

export type Statement = Connect | When | Switch;

// ----------------------------------------------------------------------------------------------------- properties

/** A value within a message, read by its own type; enumerations show the member's name where a simulator can. */
export interface PrintedValue {
  readonly value: Expression;
  readonly radix: 'decimal' | 'hexadecimal' | 'binary';
}

/**
 * What is watched and does not act on the hardware, a layer that printing may leave out. It is looked at before each
 * rising edge of `clock` at which `reset`, if there is one, is inactive and `enable` is 1. `assert`: `condition` is
 * always 1. `assume`: the environment keeps it 1. `cover`: it becomes 1 some time. `print`: the message is printed
 * whenever it is 1.
 */
export interface Property {
  readonly kind: 'assert' | 'assume' | 'cover' | 'print';
  /** Unique among the module's properties, signals and instances. */
  readonly name: string;
  readonly clock: InputPort;
  readonly reset?: InputPort;
  /** One bit each. */
  readonly enable: Expression;
  readonly condition: Expression;
  /** What a violation or print says, values and text side by side; may be empty but for `print`. */
  readonly message: readonly (string | PrintedValue)[];
  readonly location: SourceLocation;
}

// -------------------------------------------------------------------------------------------------------- modules

/** Where an instance stands in an array of instances of one module, e.g. `name` mac, `index` [2, 0] of `size` [8, 8]. */
export interface ArrayPosition {
  readonly name: string;
  readonly index: readonly number[];
  readonly size: readonly number[];
}

export interface Instance {
  readonly name: string;
  readonly module: Module;
  /** One for each port of the module except clock and reset. */
  readonly inputs: ReadonlyMap<string, InstanceInput>;
  readonly outputs: ReadonlyMap<string, InstanceOutput>;
  readonly array?: ArrayPosition;
  /**
   * The parent's clock or reset port for each one of the module, by the module's name of it. A port that is missing here
   * is connected to the parent's first one of its role. `clockingOf` tells.
   */
  readonly clocking?: ReadonlyMap<string, InputPort>;
  readonly attributes?: readonly Attribute[];
  readonly location: SourceLocation;
}

export type Port = InputPort | OutputPort;

/** A module made of statements and instances. */
export interface LogicModule {
  readonly kind: 'logic';
  readonly name: string;
  readonly documentation?: string;
  /** The values of the module's parameters as text, for the header comment. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** In order of declaration; clocks and resets first, and only where the module needs them. */
  readonly ports: readonly Port[];
  /** Wires, nodes and registers in order of declaration. */
  readonly signals: readonly (Wire | Node | Register)[];
  readonly instances: readonly Instance[];
  readonly statements: readonly Statement[];
  readonly properties?: readonly Property[];
  readonly attributes?: readonly Attribute[];
  readonly location: SourceLocation;
}

/**
 * A module whose text comes from elsewhere: a vendor's primitive, a macro, hand-written SystemVerilog. `name` is unique in
 * the circuit, `moduleName` is what stands in the text; two with other parameters may share it.
 */
export interface ExternalModule {
  readonly kind: 'external';
  readonly name: string;
  readonly moduleName: string;
  readonly documentation?: string;
  readonly parameters: readonly { readonly name: string; readonly value: bigint | string }[];
  /** In the order of the record that declares them; clocks and resets are marked by their roles. */
  readonly ports: readonly Port[];
  /** Hand-written SystemVerilog that defines `moduleName`, printed beside the generated files. */
  readonly source?: { readonly fileName: string; readonly text: string };
  /**
   * A module that behaves alike, what our simulators run in its place: of the same ports, but for clocks and resets that
   * it does not need. Not printed.
   */
  readonly model?: LogicModule;
  readonly location: SourceLocation;
}

export type Module = LogicModule | MemoryModule | ExternalModule;

/** A whole design. `modules` has every module once, each behind all that it instantiates; `top` is the last. */
export interface Circuit {
  readonly top: LogicModule;
  readonly modules: readonly Module[];
}
