import { describePage } from '../support/pages.ts';

describePage('docs/waves.md', { atLeast: 2 });
describePage('docs/coverage.md', { atLeast: 2 });
