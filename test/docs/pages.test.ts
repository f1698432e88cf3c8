import { describePage } from '../support/pages.ts';

describePage('docs/tutorial.md', { atLeast: 15 });
