export * from '../../sim/fuzz/circuit-builder.ts';
