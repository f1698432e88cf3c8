import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { BurinError, fail } from '../../generators/diagnostics.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** How a text stands at its place. */
export interface TextPlace {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** One line of text. */
export const textAt = (
  x: number,
  y: number,
  text: string,
  { anchor = 'start', bold = false }: TextPlace = {},
): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ''}>${escaped(text)}</text>`;

/** To tenths of a pixel, which nobody sees. */
export const round = (number: number): number => Math.round(number * 10) / 10;

/** A straight line with attributes for its look. */
export const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${style}/>`;

/** A picture of so many pixels on white; the title is also what a screen reader says. */
export function document(width: number, height: number, title: string, parts: readonly string[]): string {
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    'font-family="sans-serif" font-size="12" fill="#222">';
  return [
    open,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
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
