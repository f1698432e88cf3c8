import { describePage } from '../support/pages.ts';

describePage('docs/faults.md', { atLeast: 2 });
