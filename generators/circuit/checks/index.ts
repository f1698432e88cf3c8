/** The checks: what a whole circuit must be before anything is printed or simulated. */
export { checkCircuit, requireSound } from './check-circuit.ts';
