import { describePage } from '../support/pages.ts';

describePage('docs/proofs.md', { atLeast: 4 });
