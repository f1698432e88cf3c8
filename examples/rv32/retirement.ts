import { bool, uint } from '../../generators/language/index.ts';

/**
 * What the core tells of each instruction that it finishes, in order: for tests, traces and formal proofs. An exception
 * is told in place of its instruction, an interrupt in place of the one that it kept from running.
 */
export function retirementShape() {
  return {
    valid: bool(),
    exception: bool(),
    interrupt: bool(),
    /** Of an exception or interrupt: `mcause` without its highest bit. */
    cause: uint(5),
    programCounter: uint(32),
    /** Where the core goes on. */
    nextProgramCounter: uint(32),
    /** As it stands in memory, 16-bit instructions with zeros above. */
    instruction: uint(32),
    /** The register that was written, or 0. */
    destination: uint(5),
    value: uint(32),
    /** Of a load or store. */
    memoryAddress: uint(32),
    /** Bytes of the word that a store wrote; 0 for everything else. */
    writeStrobe: uint(4),
    writeData: uint(32),
  };
}
