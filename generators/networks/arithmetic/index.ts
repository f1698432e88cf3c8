export * from './elementwise.ts';
export * from './integers.ts';
export * from './quantised-multiplier.ts';
export * from './requantisation.ts';
export * from './rescaling.ts';
export * from './tensors.ts';
export * from './unary-table.ts';
