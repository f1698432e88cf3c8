import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { BurinError, fail } from '../../generators/diagnostics.ts';
import { totalOf } from './outcome-counts.ts';
import type { RateCampaign } from './rate-campaign.ts';
import { percent, rateText, summariseRates } from './report.ts';
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

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

interface TextPlace {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

const textAt = (x: number, y: number, text: string, { anchor = 'start', bold = false }: TextPlace = {}): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ''}>${escaped(text)}</text>`;

const round = (number: number): number => Math.round(number * 10) / 10;

const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${style}/>`;

function document(width: number, height: number, parts: readonly string[]): string {
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    'font-family="sans-serif" font-size="12" fill="#222">';
  return [open, `<rect width="${width}" height="${height}" fill="#fff"/>`, ...parts, '</svg>', ''].join('\n');
}

/** The share of wrong answers over the rate, as SVG: the mean as a line, the range of the trials as an area. */
export function ratePicture(campaign: RateCampaign, title: string): string {
  const summary = summariseRates(campaign).filter(({ rate }) => rate > 0);
  const [left, right, top, bottom] = [60, 600, 50, 300];
  const logarithms = summary.map(({ rate }) => Math.log10(rate));
  const first = Math.floor(Math.min(0, ...logarithms));
  const low = logarithms.length > 0 ? Math.floor(Math.min(...logarithms)) : first;
  const high = Math.max(low + 1, ...logarithms.map((one) => Math.ceil(one)));
  const x = (rate: number) => left + ((Math.log10(rate) - low) / (high - low)) * (right - left);
  const y = (share: number) => bottom - share * (bottom - top);
  const parts = [textAt(left, 25, title, { bold: true })];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(line(left, y(share), right, y(share), 'stroke="#ddd"'));
    parts.push(textAt(left - 8, y(share) + 4, `${share * 100} %`, { anchor: 'end' }));
  }
  for (let power = low; power <= high; power++) {
    const rate = 10 ** power;
    parts.push(line(x(rate), bottom, x(rate), bottom + 5, 'stroke="#222"'));
    parts.push(textAt(x(rate), bottom + 20, rateText(Number(rate.toPrecision(1))), { anchor: 'middle' }));
  }
  parts.push(line(left, bottom, right, bottom, 'stroke="#222"'));
  parts.push(textAt((left + right) / 2, bottom + 42, 'probability that a bit is hit', { anchor: 'middle' }));
  const baseline = campaign.wrongWithoutFaults / campaign.runs;
  parts.push(line(left, y(baseline), right, y(baseline), 'stroke="#222" stroke-dasharray="4 4"'));
  parts.push(textAt(left + 6, y(baseline) - 6, `without faults ${percent(baseline)} %`));
  const points = (of: (one: (typeof summary)[number]) => number) =>
    summary.map((one) => `${round(x(one.rate))},${round(y(of(one)))}`);
  if (summary.length > 0) {
    const area = [...points(({ error }) => error.most), ...points(({ error }) => error.least).reverse()];
    parts.push(`<polygon points="${area.join(' ')}" fill="#fdd0a2" opacity="0.7"/>`);
    const mean = points(({ error }) => error.mean);
    parts.push(`<polyline points="${mean.join(' ')}" fill="none" stroke="${colours.corrupted}" stroke-width="2"/>`);
  }
  for (const { rate, error } of summary) {
    parts.push(`<circle cx="${round(x(rate))}" cy="${round(y(error.mean))}" r="3.5" fill="${colours.corrupted}"/>`);
    const anchor = x(rate) > right - 40 ? 'end' : 'start';
    parts.push(
      textAt(x(rate) + (anchor === 'end' ? -8 : 8), y(error.mean) - 6, `${percent(error.mean)} %`, { anchor }),
    );
  }
  return document(640, 360, parts);
}

/** Bars as tall as this, in pixels. */
const barHeight = 16;

/** What single faults did, as SVG: a bar for each target, as long as it has bits hit, and in parts as it ended. */
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
  return document(left + length + 70, top + bars.length * (barHeight + 6) + 20, parts);
}

/** @throws BurinError B587 for a name that does not end with .svg */
export function checkPictureFile(file: string): void {
  if (extname(file) === '.svg') return;
  fail('B587', `no picture is written as ${file}`, 'end the name with .svg');
}

/** Writes a picture, whole or not at all. @throws BurinError B588 where it cannot be written */
export function writePicture(file: string, picture: string): void {
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    writeFileSync(unfinished, picture);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    const message = `the picture ${file} cannot be written: ${(error as Error).message}`;
    throw new BurinError([{ code: 'B588', message, remedy: 'choose a place that can be written' }]);
  }
}
