import { weightStreamWords } from '../../generators/networks/tensor-mapping/memory-images.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { SimulationError } from '../engine/simulator.ts';

/** What a source of weights needs of a simulated design. */
export interface StreamedDesign {
  set(port: string, value: number | bigint): void;
  step(cycles?: number): void;
  get(port: string): bigint | Promise<bigint>;
}

/** Whether a word is offered in a cycle; once offered, it stays. */
export type Offers = () => boolean;

const always: Offers = () => true;

/**
 * Feeds the stream port of a TensorTrail with the weights of one run, and steps the design meanwhile: what a DMA does.
 * @param offers Asked in each cycle in which a word could be offered
 */
export function weightSource(design: StreamedDesign, program: TensorTrailProgram, offers: Offers = always) {
  const words = weightStreamWords(program);
  let next = 0;
  let offered = false;
  design.set('weightStream_valid', 0);

  async function cycle(): Promise<void> {
    if (!offered && next < words.length && offers()) {
      offered = true;
      design.set('weightStream_valid', 1);
      design.set('weightStream_payload', words[next]!);
    }
    const taken = offered && (await design.get('weightStream_ready')) === 1n;
    design.step();
    if (!taken) return;
    next++;
    offered = false;
    design.set('weightStream_valid', 0);
  }

  return {
    cycle,
    /**
     * Steps until the port is 1.
     * @returns the cycles that it took
     * @throws SimulationError after `maximumCycles`
     */
    async runUntil(port: string, maximumCycles: number): Promise<number> {
      for (let cycles = 0; cycles <= maximumCycles; cycles++) {
        if ((await design.get(port)) === 1n) return cycles;
        await cycle();
      }
      throw new SimulationError(`${port} is not 1 after ${maximumCycles} cycles`);
    },
    /** Words of the port that were not taken. */
    left: () => words.length - next,
  };
}
