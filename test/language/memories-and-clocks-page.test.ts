import { describePage } from '../support/pages.ts';

describePage('docs/memories-and-clocks.md', { atLeast: 6 });
