import type { Attribute } from '../circuit/types.ts';
import { wordsOfC } from './words-of-c.ts';

/** What one tool family reads best. A dialect changes how a circuit is written, never what it means. */
export interface Dialect {
  readonly name: DialectName;
  /** For whom the text is meant, in a few words. */
  readonly meantFor: string;
  /** The keyword of combinational processes; those that read constants only are `always_comb` in every dialect. */
  readonly combinational: 'always @*' | 'always_comb';
  /** How a net or register that stays is marked. */
  readonly keepNet: readonly Attribute[];
  readonly keepRegister: readonly Attribute[];
  /** Comment behind the declared name of a net that stays, for tools that read comments instead of attributes. */
  readonly keepComment?: string;
  /** Of the registers of a synchroniser. */
  readonly synchroniser: readonly Attribute[];
  /** Of the words of a memory that is read without a clock. */
  readonly distributedMemory: readonly Attribute[];
  /** Whether memories that are read without a clock exist; where not, what to do instead. */
  readonly asynchronousRead: true | { readonly remedy: string };
  /** Whether a memory that is written may have contents at the start; where not, what to do instead. */
  readonly initialContents: true | { readonly remedy: string };
  /** Constant words as an array with an `initial` block, or as a `case` on the address. */
  readonly constantWords: 'array' | 'case';
  /**
   * How one of many wide words of a net is chosen: by an indexed part of the vector, which synthesis makes a tree of
   * multiplexers, one for each bit of the index, or from an array of the words, for which it decodes the index once.
   */
  readonly wideChoice: 'vector' | 'array';
  /** Whether immediate assertions carry the name of their property as a label. */
  readonly labelledAssertions: boolean;
  /** Names that a port of the top module cannot have beside the words of the language, and why. */
  readonly refusedNames?: { readonly words: ReadonlySet<string>; readonly reason: string } | undefined;
}

/** The name of a dialect. */
export type DialectName = (typeof dialectNames)[number];

/** All dialects. */
export const dialectNames = ['portable', 'verilator', 'yosys', 'yosys-ice40', 'vivado', 'quartus', 'asic'] as const;

const portable: Dialect = {
  name: 'portable',
  meantFor: 'every tool: yosys, Icarus Verilog, Verilator and what reads as much as they do',
  combinational: 'always @*',
  keepNet: [{ name: 'keep' }],
  keepRegister: [{ name: 'keep' }],
  synchroniser: [{ name: 'async_reg', value: 'true' }],
  distributedMemory: [],
  asynchronousRead: true,
  initialContents: true,
  constantWords: 'array',
  wideChoice: 'vector',
  labelledAssertions: false,
  refusedNames: { words: wordsOfC, reason: 'Verilator reserves as a word of C++' },
};

const yosys: Dialect = {
  ...portable,
  name: 'yosys',
  meantFor: 'yosys and the solvers behind it',
  labelledAssertions: true,
  refusedNames: undefined,
};

/** By name; what a dialect says beside `portable` is all that differs. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  portable,
  verilator: {
    ...portable,
    name: 'verilator',
    meantFor: 'Verilator; signals that stay are readable from C++',
    combinational: 'always_comb',
    keepComment: 'verilator public_flat_rd',
    labelledAssertions: true,
  },
  yosys,
  'yosys-ice40': {
    ...yosys,
    name: 'yosys-ice40',
    meantFor: 'yosys with Lattice iCE40, which has no memory that is read without a clock',
    asynchronousRead: { remedy: 'read it at a clock edge (a two-port memory), or make it of registers' },
  },
  vivado: {
    ...portable,
    name: 'vivado',
    meantFor: 'AMD Vivado',
    combinational: 'always_comb',
    keepNet: [{ name: 'keep', value: 'true' }],
    keepRegister: [{ name: 'keep', value: 'true' }],
    synchroniser: [{ name: 'ASYNC_REG', value: 'TRUE' }],
    distributedMemory: [{ name: 'ram_style', value: 'distributed' }],
    labelledAssertions: true,
    refusedNames: undefined,
  },
  quartus: {
    ...portable,
    name: 'quartus',
    meantFor: 'Intel Quartus Prime',
    combinational: 'always_comb',
    keepRegister: [{ name: 'preserve' }],
    synchroniser: [{ name: 'altera_attribute', value: '-name SYNCHRONIZER_IDENTIFICATION FORCED' }],
    distributedMemory: [{ name: 'ramstyle', value: 'MLAB, no_rw_check' }],
    labelledAssertions: true,
    refusedNames: undefined,
  },
  asic: {
    ...portable,
    name: 'asic',
    meantFor: 'synthesis to standard cells, memories being macros or registers',
    combinational: 'always_comb',
    initialContents: { remedy: 'write the words after the reset, or make it a read-only memory' },
    constantWords: 'case',
    // A third less area in yosys for 8 words of 256 bits.
    wideChoice: 'array',
    labelledAssertions: true,
    refusedNames: undefined,
  },
};
