/** The checks: what a whole circuit must be before anything is printed or simulated. */
export { checkCircuit, requireSound, type SoundnessOptions } from './check-circuit.ts';
export { applyWarningRules, parseWarningRule, type WarningRule, warningCodes } from './warning-rules.ts';
