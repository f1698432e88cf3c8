/** Memories beyond those of the language, made of them. */
export { type ForwardingMemory, type ForwardingMemoryOptions, forwardingMemory } from './forwarding.ts';
export { type MaskedMemory, type MaskedMemoryOptions, maskedMemory } from './masked.ts';
