import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as blocks from '../../generators/blocks/index.ts';
import { describePage } from '../support/pages.ts';

const page = 'docs/library.md';
describePage(page, { atLeast: 5 });

it('names every block that there is', () => {
  const text = readFileSync(page, 'utf8');
  const unnamed = Object.keys(blocks).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  // The table behind lfsr().
  expect(unnamed).toEqual(['primitivePolynomials']);
});
