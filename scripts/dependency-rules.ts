/** What the files of a folder may import besides each other. */
export interface DependencyRule {
  /** A folder or file, from the root of the repository. The longest one that matches a file holds for it. */
  readonly folder: string;
  /** Folders and files; `*` stands for one folder's name. */
  readonly allowed: readonly string[];
}

const parameters = [
  'generators/accelerators/*/parameters.ts',
  'generators/accelerators/*/layer-word.ts',
  'generators/accelerators/*/instruction-word.ts',
  'generators/accelerators/*/tap-word.ts',
  'generators/accelerators/*/parameter-word.ts',
  'generators/accelerators/*/word-fields.ts',
  'generators/accelerators/*/memory-map.ts',
];

/**
 * The one direction of dependence: language and blocks make circuits, circuits are checked, printed and simulated, and
 * the command line puts all together. A folder without a rule is a violation of its own.
 */
export const dependencyRules: readonly DependencyRule[] = [
  { folder: 'generators/diagnostics.ts', allowed: ['generators/circuit/types.ts'] },
  { folder: 'generators/circuit', allowed: ['generators/diagnostics.ts'] },
  {
    folder: 'generators/language',
    // What the circuit is and how to walk it; its checks run behind elaboration.
    allowed: [
      'generators/circuit/types.ts',
      'generators/circuit/expressions.ts',
      'generators/circuit/clocking.ts',
      'generators/diagnostics.ts',
    ],
  },
  { folder: 'generators/verilog', allowed: ['generators/circuit', 'generators/diagnostics.ts'] },
  { folder: 'generators/handles', allowed: ['generators/circuit'] },
  {
    folder: 'generators/blocks',
    allowed: ['generators/language', 'generators/circuit/types.ts', 'generators/circuit/expressions.ts'],
  },
  {
    folder: 'generators/accelerators',
    allowed: ['generators/blocks', 'generators/language', 'generators/circuit/types.ts', 'generators/diagnostics.ts'],
  },
  {
    folder: 'generators/networks',
    allowed: [...parameters, 'generators/circuit/types.ts', 'generators/diagnostics.ts'],
  },
  {
    folder: 'generators/output',
    allowed: [
      'generators/circuit',
      'generators/verilog',
      'generators/handles',
      'generators/networks',
      'generators/diagnostics.ts',
      ...parameters,
    ],
  },
  { folder: 'sim/golden', allowed: ['generators/networks', 'generators/diagnostics.ts', ...parameters] },
  {
    folder: 'sim/golden/graph',
    // The bytes of WebAssembly, for the fast kernels.
    allowed: [
      'generators/networks',
      'generators/diagnostics.ts',
      'sim/engine/wasm/encoder.ts',
      'sim/engine/wasm/web-assembly.ts',
    ],
  },
  { folder: 'sim/front-end', allowed: ['generators/networks', 'generators/diagnostics.ts'] },
  { folder: 'sim/engine', allowed: ['generators/circuit', 'generators/diagnostics.ts'] },
  {
    folder: 'sim/host',
    allowed: [...parameters, 'generators/networks', 'generators/diagnostics.ts', 'sim/engine/simulator.ts'],
  },
  { folder: 'sim/verilator', allowed: ['generators', 'sim'] },
  {
    folder: 'sim/testbench',
    allowed: [
      'generators/circuit',
      'generators/language',
      'generators/verilog',
      'generators/diagnostics.ts',
      'sim/engine',
      'sim/verilator',
      'sim/waves',
      'sim/fuzz/random-source.ts',
    ],
  },
  // Matchers for proofs stand beside those for ports.
  { folder: 'sim/testbench/matchers', allowed: ['generators/circuit', 'sim/testbench', 'sim/formal'] },
  { folder: 'sim/stimulus.ts', allowed: ['generators/circuit/types.ts', 'sim/engine/simulator.ts'] },
  { folder: 'sim/waves', allowed: ['generators/circuit', 'generators/diagnostics.ts', 'sim/engine'] },
  {
    folder: 'sim/coverage',
    allowed: ['generators/circuit', 'generators/diagnostics.ts', 'sim/engine', 'sim/waves'],
  },
  { folder: 'sim/faults', allowed: ['generators', 'sim'] },
  { folder: 'sim/fuzz', allowed: ['generators', 'sim/engine', 'sim/verilator', 'sim/icarus', 'sim/stimulus.ts'] },
  {
    folder: 'sim/formal',
    allowed: ['generators', 'sim/engine', 'sim/verilator', 'sim/waves', 'sim/stimulus.ts'],
  },
  {
    folder: 'sim/icarus',
    allowed: [
      'generators/circuit',
      'generators/verilog',
      'generators/diagnostics.ts',
      'sim/verilator',
      'sim/stimulus.ts',
      'sim/engine',
      'sim/formal/printed-names.ts',
    ],
  },
  { folder: 'sim/cocotb', allowed: ['generators', 'sim'] },
  { folder: 'sim/equivalence', allowed: ['generators', 'sim'] },
  { folder: 'sim/models', allowed: ['generators', 'sim'] },
  { folder: 'cli', allowed: ['generators', 'sim'] },
  { folder: 'bench', allowed: ['generators', 'sim', 'examples', 'test/support', 'test/examples/rv32/toolchain.ts'] },
  { folder: 'scripts', allowed: [] },
  { folder: 'examples', allowed: ['generators', 'sim'] },
  { folder: 'test', allowed: ['generators', 'sim', 'cli', 'scripts', 'examples', 'bench'] },
];

/** The folders in which imports are checked. */
export const checkedFolders = ['generators', 'sim', 'cli', 'test', 'bench', 'scripts', 'examples'];

/** Files longer than this are worth a second look. */
export const mostLines = 400;
