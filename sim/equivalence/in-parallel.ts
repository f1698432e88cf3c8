import { availableParallelism } from 'node:os';

/**
 * Runs the tasks, at most as many at a time as there are cores; the results in their order. Where one fails, no further
 * one is started, and its error is thrown when those that run have ended.
 */
export async function inParallel<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < tasks.length && failures.length === 0) {
      const place = next++;
      try {
        results[place] = await tasks[place]!();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  if (failures.length > 0) throw failures[0];
  return results;
}
