import { weightStreamWords } from '../../generators/networks/tensor-mapping/memory-images.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { SimulationError } from '../engine/simulator.ts';
import type { DrivenDesign } from './drive-host.ts';

/** What a source of weights needs of a simulated design. */
export interface StreamedDesign extends Pick<DrivenDesign, 'step' | 'get' | 'runUntil'> {
  set(port: string, value: number | bigint): void;
}

/** Whether a word is offered in a cycle; once offered, it stays. */
export type Offers = () => boolean;

const always: Offers = () => true;

/**
 * Feeds the stream port of a TensorTrail with the weights of one run, and steps the design meanwhile: what a DMA does.
 * @param offers Asked in each cycle in which a word could be offered
 */
export function weightSource(
  design: StreamedDesign,
  program: Pick<TensorTrailProgram, 'parameters' | 'weights'>,
  offers: Offers = always,
) {
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
    /**
     * Steps until `done` is 1, with less to do for each cycle; a word is offered in every one.
     * @returns the cycles that it took
     * @throws SimulationError where a word is not taken within `maximumCycles`, or they are not enough for what follows
     */
    async runToEnd(maximumCycles: number): Promise<number> {
      let cycles = 0;
      if (next < words.length) design.set('weightStream_valid', 1);
      for (; next < words.length; next++) {
        design.set('weightStream_payload', words[next]!);
        cycles += (await design.runUntil('weightStream_ready', { maximumCycles })) + 1;
        design.step();
      }
      design.set('weightStream_valid', 0);
      return cycles + (await design.runUntil('done', { maximumCycles }));
    },
    /** Words of the port that were not taken. */
    left: () => words.length - next,
  };
}
