import { totalOf } from './outcome-counts.ts';
import { document, round, textAt } from './svg.ts';
import type { UpsetCampaign } from './upset-campaign.ts';
import { type Outcome, outcomes } from './workload.ts';

/** Chosen to stay apart for readers who do not tell red from green. */
const colours: Readonly<Record<Outcome, string>> = {
  masked: '#d9d9d9',
  tolerated: '#9ecae1',
  corrupted: '#d95f0e',
  detected: '#756bb1',
  hang: '#252525',
};

/** Bars as tall as this, in pixels. */
const barHeight = 16;

/** What single faults did, as SVG: a bar for each target that was hit, in parts as its runs ended, and their number. */
export function upsetPicture({ targets, outcomes: all }: UpsetCampaign, title: string): string {
  const bars = [{ target: 'all', outcomes: all }, ...targets];
  const left = 30 + 7 * Math.max(...bars.map(({ target }) => target.length));
  const [top, length] = [80, 420];
  const parts = [textAt(20, 25, title, { bold: true })];
  let legend = 20;
  for (const outcome of outcomes) {
    parts.push(`<rect x="${legend}" y="42" width="12" height="12" fill="${colours[outcome]}"/>`);
    parts.push(textAt(legend + 17, 52, outcome));
    legend += 40 + 7 * outcome.length;
  }
  for (const [place, { target, outcomes: counts }] of bars.entries()) {
    const y = top + place * (barHeight + 6);
    const total = totalOf(counts);
    parts.push(textAt(left - 8, y + 12, target, { anchor: 'end', bold: place === 0 }));
    let start = left;
    for (const outcome of outcomes) {
      const width = (counts[outcome] / total) * length;
      if (width > 0) {
        const shape = `x="${round(start)}" y="${y}" width="${round(width)}" height="${barHeight}"`;
        parts.push(`<rect ${shape} fill="${colours[outcome]}"/>`);
      }
      start += width;
    }
    parts.push(textAt(left + length + 8, y + 12, `${total}`));
  }
  return document(left + length + 70, top + bars.length * (barHeight + 6) + 20, title, parts);
}
