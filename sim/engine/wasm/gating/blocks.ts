import type { Step } from '../schedule.ts';
import { type Clusters, everyEdge, type Gate } from './clusters.ts';

/** Steps behind one gate, or a step that is behind none. */
interface Block {
  readonly gate: Gate;
  readonly steps: Step[];
}

/** Blocks that one more question may spare at least. */
const fewestWithin = 2;
/** What a gate of several may be open more often than the most open one of them. */
const mostMore = 0.1;

/**
 * Puts steps that follow each other behind one gate where theirs are the same, and several gates behind one that opens
 * with any of them: what is idle costs one question for a long stretch of code.
 */
export function withGates(steps: readonly Step[], clusters: Clusters): readonly Step[] {
  const result: Step[] = [];
  for (let row = blocksOf(steps); row.length > 0; ) {
    const length = lengthOfStretch(row, clusters);
    const stretch = row.slice(0, Math.max(length, 1));
    row = row.slice(stretch.length);
    const inner = stretch.flatMap((block) =>
      block.gate === everyEdge ? block.steps : behind(block.gate, block.steps),
    );
    const isWorthwhile = stretch.length >= fewestWithin;
    result.push(...(isWorthwhile ? behind(unionOf(stretch), inner) : inner));
  }
  return result;
}

function behind(gate: Gate, steps: readonly Step[]): readonly Step[] {
  return [{ kind: 'open', gate }, ...steps, { kind: 'close' }];
}

function unionOf(blocks: readonly Block[]): Gate {
  return blocks.reduce((all, { gate }) => all | gate, 0n);
}

/** How many of the first blocks are to be put behind one gate. */
function lengthOfStretch(row: readonly Block[], { activityOf }: Clusters): number {
  let union = 0n;
  let most = 0;
  let length = 0;
  for (const { gate } of row) {
    const busiest = Math.max(most, activityOf(gate));
    if (gate === everyEdge || activityOf(union | gate) > busiest + mostMore) break;
    union |= gate;
    most = busiest;
    length++;
  }
  return length;
}

function blocksOf(steps: readonly Step[]): readonly Block[] {
  const blocks: Block[] = [];
  let inner: Block | undefined;
  for (const step of steps) {
    if (step.kind === 'begin') {
      const { gate } = step.region;
      const last = blocks.at(-1);
      inner = last?.gate === gate ? last : { gate, steps: [] };
      if (inner !== last) blocks.push(inner);
    }
    if (inner) inner.steps.push(step);
    else {
      const last = blocks.at(-1);
      if (last?.gate === everyEdge) last.steps.push(step);
      else blocks.push({ gate: everyEdge, steps: [step] });
    }
    if (step.kind === 'end') inner = undefined;
  }
  return blocks;
}
