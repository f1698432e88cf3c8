import type { Attribute } from '../circuit/types.ts';

/**
 * The subset of SystemVerilog that we print, as a tree. It holds names and widths, no meaning: whoever builds a tree
 * answers for what it means under the language's context rules.
 */

export type VerilogExpression =
  /** Digits are those of `value`, 0 <= value < 2^width; a negative number is a `-` before its magnitude. */
  | { readonly kind: 'number'; readonly width: number; readonly value: bigint; readonly signed: boolean }
  | { readonly kind: 'identifier'; readonly name: string }
  /** `name[high:low]`, or `name[high]` where both are equal. `netWidth`, of unsigned nets, shows when joined parts are all. */
  | {
      readonly kind: 'select';
      readonly name: string;
      readonly high: number;
      readonly low: number;
      readonly netWidth?: number;
    }
  /** `name[offset +: width]`, or `name[offset]` where the width is 1. */
  | {
      readonly kind: 'indexedSelect';
      readonly name: string;
      readonly offset: VerilogExpression;
      readonly width: number;
    }
  /** `name[index]` of an array of words, or `name[index][high:low]`. */
  | {
      readonly kind: 'word';
      readonly name: string;
      readonly index: VerilogExpression;
      readonly bits?: { readonly high: number; readonly low: number };
    }
  | { readonly kind: 'prefix'; readonly operator: PrefixOperator; readonly operand: VerilogExpression }
  | {
      readonly kind: 'infix';
      readonly operator: InfixOperator;
      readonly left: VerilogExpression;
      readonly right: VerilogExpression;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: VerilogExpression;
      readonly whenTrue: VerilogExpression;
      readonly whenFalse: VerilogExpression;
    }
  | { readonly kind: 'concatenation'; readonly parts: readonly VerilogExpression[] }
  | { readonly kind: 'replication'; readonly count: number; readonly part: VerilogExpression }
  /** `width'(operand)` */
  | { readonly kind: 'cast'; readonly width: number; readonly operand: VerilogExpression }
  | { readonly kind: 'call'; readonly name: '$signed' | '$unsigned'; readonly operand: VerilogExpression }
  /** A bare decimal number or an expression of loop variables, as stands in selects of generate loops. */
  | { readonly kind: 'verbatim'; readonly text: string };

export type PrefixOperator = '~' | '!' | '-' | '&' | '|' | '^';

export type InfixOperator =
  | '*'
  | '+'
  | '-'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | '&'
  | '^'
  | '|'
  | '&&'
  | '||';

export type VerilogStatement =
  | {
      readonly kind: 'assignment';
      readonly target: VerilogExpression;
      readonly operator: '=' | '<=';
      readonly value: VerilogExpression;
    }
  | {
      readonly kind: 'if';
      readonly condition: VerilogExpression;
      readonly then: readonly VerilogStatement[];
      readonly otherwise: readonly VerilogStatement[];
    }
  | {
      readonly kind: 'case';
      readonly selector: VerilogExpression;
      readonly items: readonly CaseItem[];
      /** Printed as `default: ;` where empty; no default is printed where absent. */
      readonly fallback?: readonly VerilogStatement[];
    }
  /** `label: assert (condition);` */
  | {
      readonly kind: 'check';
      readonly check: 'assert' | 'assume' | 'cover';
      readonly label?: string;
      readonly condition: VerilogExpression;
    }
  /** `$display("format", values...);` */
  | {
      readonly kind: 'task';
      readonly name: '$display' | '$fatal';
      readonly format: string;
      readonly values: readonly VerilogExpression[];
    };

export interface CaseItem {
  readonly labels: readonly VerilogExpression[];
  readonly body: readonly VerilogStatement[];
}

/** `logic signed [width-1:0]`, or the name of a local enumeration. */
export interface DataType {
  readonly width: number;
  readonly signed: boolean;
  readonly enumeration?: string;
}

export interface Declaration {
  readonly kind: 'declaration';
  readonly type: DataType;
  readonly name: string;
  /** Of an unpacked array: `name [0:words-1]`. */
  readonly words?: number;
  readonly attributes?: readonly Attribute[];
  /** Behind the name, between slashes and stars. */
  readonly comments?: readonly string[];
}

export interface Connection {
  readonly port: string;
  readonly value: VerilogExpression;
}

export interface InstanceItem {
  readonly kind: 'instance';
  readonly module: string;
  readonly name: string;
  readonly parameters?: readonly { readonly name: string; readonly value: string }[];
  readonly connections: readonly Connection[];
  readonly attributes?: readonly Attribute[];
}

/** Items that stand in a module. A run of declarations or of assigns is printed in aligned columns. */
export type Item =
  | Declaration
  | { readonly kind: 'assign'; readonly target: VerilogExpression; readonly value: VerilogExpression }
  | {
      readonly kind: 'enumeration';
      readonly name: string;
      readonly type: DataType;
      readonly members: readonly { readonly name: string; readonly value: VerilogExpression }[];
    }
  | {
      readonly kind: 'constant';
      readonly name: string;
      readonly type: DataType;
      readonly value: VerilogExpression;
    }
  /** A combinational process; `keyword` is `always @*` or `always_comb`. */
  | {
      readonly kind: 'combinational';
      readonly keyword: 'always @*' | 'always_comb';
      readonly body: readonly VerilogStatement[];
    }
  /** `events` as printed between the parentheses, e.g. `posedge clock`. */
  | { readonly kind: 'alwaysFf'; readonly events: string; readonly body: readonly VerilogStatement[] }
  /** A process that only looks: `always @(events)`. */
  | { readonly kind: 'watch'; readonly events: string; readonly body: readonly VerilogStatement[] }
  /** Text for verification alone: what solvers and simulators share, and what each of them has for itself. */
  | {
      readonly kind: 'layer';
      readonly items: readonly Item[];
      readonly solvers: readonly Item[];
      readonly simulators: readonly Item[];
    }
  /** Contents of an array of words at the start: each run of addresses with the word that stands there. */
  | {
      readonly kind: 'initialWords';
      readonly name: string;
      readonly runs: readonly { readonly first: number; readonly last: number; readonly value: VerilogExpression }[];
    }
  | InstanceItem
  | {
      readonly kind: 'loop';
      readonly variable: string;
      readonly count: number;
      readonly label: string;
      readonly items: readonly Item[];
    }
  /** Reads what nothing else reads, for the linters. */
  | { readonly kind: 'unused'; readonly name: string; readonly values: readonly VerilogExpression[] };

export interface PortDeclaration {
  readonly direction: 'input' | 'output';
  readonly type: DataType;
  readonly name: string;
  readonly comment?: string;
  readonly attributes?: readonly Attribute[];
}

export interface VerilogModule {
  readonly name: string;
  readonly attributes?: readonly Attribute[];
  /** Lines of the comment above the module, without the slashes. */
  readonly header: readonly string[];
  readonly ports: readonly PortDeclaration[];
  readonly items: readonly Item[];
}

export const identifier = (name: string): VerilogExpression => ({ kind: 'identifier', name });

/** The names that an expression reads, each with the bits it reads: all of them where `high` is absent. */
export function visitReads(
  expression: VerilogExpression,
  read: (name: string, high?: number, low?: number) => void,
): void {
  switch (expression.kind) {
    case 'number':
    case 'verbatim':
      break;
    case 'identifier':
      read(expression.name);
      break;
    case 'select':
      read(expression.name, expression.high, expression.low);
      break;
    case 'indexedSelect':
      read(expression.name);
      visitReads(expression.offset, read);
      break;
    case 'word':
      read(expression.name);
      visitReads(expression.index, read);
      break;
    case 'infix':
      visitReads(expression.left, read);
      visitReads(expression.right, read);
      break;
    case 'conditional':
      visitReads(expression.condition, read);
      visitReads(expression.whenTrue, read);
      visitReads(expression.whenFalse, read);
      break;
    case 'concatenation':
      for (const part of expression.parts) visitReads(part, read);
      break;
    case 'replication':
      visitReads(expression.part, read);
      break;
    case 'prefix':
    case 'cast':
    case 'call':
      visitReads(expression.operand, read);
      break;
  }
}
