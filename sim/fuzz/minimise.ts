import type { CampaignResult, Finding } from './campaign.ts';
import { type FuzzEngine, firstDifference } from './engine.ts';
import { type ShrinkOptions, shrink } from './shrink/shrink.ts';

/** A finding with a case that is as small as could be made and shows a difference of the same kind. */
export async function minimise(
  { seed, fuzzCase, difference }: CampaignResult['findings'][number],
  engines: readonly FuzzEngine[],
  options: Pick<ShrinkOptions, 'mostTrials' | 'onProgress'> = {},
): Promise<Finding> {
  // The two that differ are enough.
  const pair = difference.engines.map((name) => engines.find((engine) => engine.name === name)!);
  const differences = async (cases: readonly Finding['fuzzCase'][]) => {
    const outcomes = await Promise.all(pair.map((engine) => engine.run(cases)));
    return cases.map((_, place) =>
      firstDifference(
        difference.engines,
        outcomes.map((ofEngine) => ofEngine[place]!),
      ),
    );
  };
  const smallest = await shrink(fuzzCase, {
    ...options,
    batch: Math.max(...pair.map(({ batch }) => batch)),
    fails: async (cases) => (await differences(cases)).map((found) => found?.kind === difference.kind),
  });
  const [found] = await differences([smallest]);
  return { seed, fuzzCase: smallest, difference: found ?? difference };
}
