/** Verilator as a second simulator: build a printed design, then drive it. */
export { buildVerilator, type VerilatedModel, type VerilatorBuild } from './build.ts';
export { type ModelInterface, modelInterface } from './model-interface.ts';
export { type StartOptions, startVerilated, type VerilatedSimulator } from './verilated-simulator.ts';
