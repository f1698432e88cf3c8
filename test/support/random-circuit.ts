export { randomCircuit, randomCircuits } from '../../sim/fuzz/random-circuit.ts';
export { RandomSource } from '../../sim/fuzz/random-source.ts';
