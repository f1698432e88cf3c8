import { fail } from '../../diagnostics.ts';

/** Says how a model file can be had again; the last resort of most messages here. */
const exportAgain = 'fetch or export the file again; docs/models.md lists what Burin reads';

/**
 * Refuses a file whose bytes do not hold together: an offset outside of it, a length that it cannot have.
 * @throws BurinError B701.
 */
export function refuseDamaged(what: string): never {
  return fail('B701', `the model file is damaged: ${what}`, exportAgain);
}

/**
 * Refuses a file whose bytes can be read, but that contradicts itself: shapes, counts, types.
 * @param place Where in the file: `operator 3 (CONV_2D)`, `tensor 7 (input)`.
 * @throws BurinError B702.
 */
export function refuseContradiction(place: string, what: string): never {
  return fail('B702', `${place}: ${what}`, `the file contradicts itself or is damaged: ${exportAgain}`);
}

/**
 * Refuses a form of model file that is sound, but that Burin does not read at all.
 * @throws BurinError B703.
 */
export function refuseForm(what: string, remedy: string): never {
  return fail('B703', what, remedy);
}
