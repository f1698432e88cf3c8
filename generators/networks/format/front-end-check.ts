import { type FrontEnd, frontEndSamples } from '../front-end.ts';
import type { Refuse } from './json-document.ts';

/**
 * Checks that a front end can be computed and gives what the network takes.
 * @param needsFraction Real numbers cannot be taken: the input has no fraction to quantise them with.
 * @throws BurinError B316.
 */
export function checkFrontEnd(
  frontEnd: FrontEnd | undefined,
  input: { readonly channels: number; readonly length: number },
  needsFraction: boolean,
  refuse: Refuse,
): void {
  if (frontEnd === undefined) return;
  const refuseField = (field: string, message: string, remedy: string): never =>
    refuse('B316', ['frontEnd', field], `frontEnd.${field} ${message}`, remedy);
  const { frames, fMin, fMax, sampleRate, window } = frontEnd;
  const [field, channels] =
    frontEnd.kind === 'mfcc' ? (['coefficients', frontEnd.coefficients] as const) : (['mels', frontEnd.mels] as const);
  if (channels !== input.channels) {
    refuseField(field, `is ${channels}, but the input has ${input.channels} channels`, 'make both the same');
  }
  if (frames !== input.length) {
    refuseField('frames', `is ${frames}, but the input has ${input.length} positions`, 'make both the same');
  }
  if (frontEnd.kind === 'mfcc' && frontEnd.coefficients > frontEnd.mels) {
    refuseField(
      'coefficients',
      `is ${channels}, but there are ${frontEnd.mels} mels`,
      'keep at most one coefficient for each mel',
    );
  }
  if (fMin >= fMax || fMax > sampleRate / 2) {
    refuseField(
      'fMax',
      `is ${fMax} Hz`,
      `choose it above fMin (${fMin} Hz) and up to half the sample rate (${sampleRate / 2} Hz)`,
    );
  }
  if (window / 2 >= frontEndSamples(frontEnd)) {
    refuseField(
      'window',
      `is ${window} samples, too long to mirror the signal at its ends`,
      'use a shorter window, or more frames',
    );
  }
  if (frontEnd.kind === 'mfcc' && needsFraction) {
    refuse(
      'B316',
      ['input'],
      'the front end gives real numbers, but input.fraction is missing',
      'add input.fraction: the bits of the input behind the binary point',
    );
  }
}
