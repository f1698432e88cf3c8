import type { RateCampaign } from './rate-campaign.ts';
import { percent, rateText, summariseRates } from './report.ts';
import { document, line, round, textAt } from './svg.ts';

const mark = '#d95f0e';

/** The share of wrong answers over the rate, as SVG: the mean as a line, the range of the trials as an area. */
export function ratePicture(campaign: RateCampaign, title: string): string {
  const summary = summariseRates(campaign).filter(({ rate }) => rate > 0);
  const [left, right, top, bottom] = [60, 600, 50, 300];
  const logarithms = summary.map(({ rate }) => Math.log10(rate));
  const low = Math.floor(Math.min(-1, ...logarithms));
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
  parts.push(textAt(right, y(baseline) - 6, `without faults ${percent(baseline)} %`, { anchor: 'end' }));
  const points = (of: (one: (typeof summary)[number]) => number) =>
    summary.map((one) => `${round(x(one.rate))},${round(y(of(one)))}`);
  if (summary.length > 0) {
    const area = [...points(({ error }) => error.most), ...points(({ error }) => error.least).reverse()];
    parts.push(`<polygon points="${area.join(' ')}" fill="#fdd0a2" opacity="0.7"/>`);
    const mean = points(({ error }) => error.mean);
    parts.push(`<polyline points="${mean.join(' ')}" fill="none" stroke="${mark}" stroke-width="2"/>`);
  }
  for (const { rate, error } of summary) {
    parts.push(`<circle cx="${round(x(rate))}" cy="${round(y(error.mean))}" r="3.5" fill="${mark}"/>`);
    const anchor = x(rate) > right - 40 ? 'end' : 'start';
    parts.push(
      textAt(x(rate) + (anchor === 'end' ? -8 : 8), y(error.mean) - 8, `${percent(error.mean)} %`, { anchor }),
    );
  }
  return document(640, 360, title, parts);
}
