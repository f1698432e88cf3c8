import { addCounts, likelyShare, type OutcomeCounts, totalOf } from './outcome-counts.ts';
import type { RateCampaign } from './rate-campaign.ts';
import { harm, type UpsetCampaign } from './upset-campaign.ts';
import { outcomes } from './workload.ts';

/** What happened at one rate, over all its trials. */
export interface RateSummary {
  readonly rate: number;
  /** Mean over the trials. */
  readonly faults: number;
  /** Share of runs with a wrong answer, 0..1: mean over the trials, and those of the best and the worst. */
  readonly error: { readonly mean: number; readonly least: number; readonly most: number };
  readonly outcomes: OutcomeCounts;
}

export function summariseRates({ points, runs }: RateCampaign): readonly RateSummary[] {
  return points.map(({ rate, trials }) => {
    const errors = trials.map(({ wrong }) => wrong / runs);
    return {
      rate,
      faults: mean(trials.map(({ faults }) => faults)),
      error: { mean: mean(errors), least: Math.min(...errors), most: Math.max(...errors) },
      outcomes: addCounts(trials.map((trial) => trial.outcomes)),
    };
  });
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** The table of a campaign over rates: a line for each, errors and outcomes in percent of its runs. */
export function rateTable(campaign: RateCampaign): string {
  const { runs, wrongWithoutFaults } = campaign;
  const none = ['0', '0', percent(wrongWithoutFaults / runs), '', '100.0', ...outcomes.slice(1).map(() => '0.0')];
  const rows = summariseRates(campaign).map(({ rate, faults, error, outcomes: counts }) => [
    rateText(rate),
    faults < 100 ? faults.toFixed(1) : faults.toFixed(0),
    percent(error.mean),
    `${percent(error.least)}–${percent(error.most)}`,
    ...outcomes.map((outcome) => percent(counts[outcome] / totalOf(counts))),
  ]);
  return textTable([['rate', 'faults', 'error %', 'trials', ...outcomes], none, ...rows]);
}

/** The table of a campaign of single faults: a line for each target that was hit, and one for all. */
export function upsetTable({ targets, outcomes: all, bits }: UpsetCampaign): string {
  const row = (name: string, size: number, counts: OutcomeCounts) => [
    name,
    String(size),
    String(totalOf(counts)),
    ...outcomes.map((outcome) => String(counts[outcome])),
    percent(harm(counts) / totalOf(counts)),
    likelyShare(harm(counts), totalOf(counts)).map(percent).join('–'),
  ];
  const head = ['', 'bits', 'faults', ...outcomes, 'harmful %', '95 % interval'];
  const rows = targets.map((one) => row(one.target, one.bits, one.outcomes));
  return textTable([head, ...rows, row('all', bits, all)]);
}

/** 0.0001 as 1e-4, 0.25 as 0.25. */
export const rateText = (rate: number): string =>
  rate > 0 && rate < 0.1 ? rate.toExponential().replace('+', '') : String(rate);

export const percent = (share: number): string => (share * 100).toFixed(1);

/** Rows of one length as text: the first column to the left, all others to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
