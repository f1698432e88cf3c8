import { describePage } from '../support/pages.ts';

describePage('docs/tutorial.md', { atLeast: 15 });
describePage('docs/for-chisel-users.md', { atLeast: 8 });
describePage('docs/for-verilog-users.md', { atLeast: 7 });
