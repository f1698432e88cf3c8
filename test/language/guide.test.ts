import { describePage } from '../support/pages.ts';

describePage('docs/language.md', { atLeast: 11 });
