import { describePage } from '../support/pages.ts';

describePage('docs/testing.md', { atLeast: 7 });
