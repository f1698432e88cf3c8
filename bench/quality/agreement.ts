import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant, Design, DesignPort } from './design.ts';

const cycles = 500;

const declaration = ({ name, width, direction }: DesignPort): string =>
  `  ${direction === 'input' ? 'reg' : 'wire'} [${width - 1}:0] ${name};`;

/** As many random words as fill the port. */
function randomValue({ name, width }: DesignPort): string {
  const words = Array.from({ length: Math.ceil(width / 32) }, () => '$urandom').join(', ');
  return `      ${name} = {${words}};`;
}

/** A bench that drives one contestant with numbers that are the same for all, and prints what it shows. */
function bench({ ports, clear, observed }: Design, { top, connections }: Contestant): string {
  const inputs = ports.filter(({ direction }) => direction === 'input');
  return `module bench;
  reg clock = 0, reset = 1;
${ports.map(declaration).join('\n')}
  integer cycle;
  ${top} contestant (${[...connections].map(([port, value]) => `.${port}(${value})`).join(', ')});
  initial begin
    for (cycle = 0; cycle < ${cycles}; cycle = cycle + 1) begin
${inputs.map(randomValue).join('\n')}
      reset = cycle < 4 || cycle == ${cycles / 2};
${clear ? `      ${clear} = cycle < 8 || ($urandom % 16 == 0);` : ''}
      #1 if (cycle > 8) $display("%h", ${observed});
      #1 clock = 1;
      #1 clock = 0;
    end
    $finish;
  end
endmodule
`;
}

/** What the contestant shows in all cycles of a random run in Icarus. */
function run(design: Design, contestant: Contestant, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const files = [...contestant.texts, bench(design, contestant)].map((text, place) => {
    writeFileSync(join(folder, `${place}.sv`), text);
    return `${place}.sv`;
  });
  execFileSync('iverilog', ['-g2012', '-o', 'bench.vvp', '-s', 'bench', ...files], { cwd: folder });
  return execFileSync('vvp', ['-n', 'bench.vvp'], { cwd: folder, encoding: 'utf8' });
}

/**
 * Holds all contestants against the first in a random run of some hundred cycles: numbers of different circuits say
 * nothing.
 * @throws Error that names the first that differs, or whose values are not known.
 */
export function requireAgreement(design: Design, contestants: readonly Contestant[], folder: string): void {
  const all = contestants.flatMap(inAllDialects);
  const shown = all.map((contestant, place) => run(design, contestant, join(folder, `run-${place}`)));
  shown.forEach((text, place) => {
    const { name } = all[place]!;
    if (/[xz]/i.test(text)) throw new Error(`${design.name}: ${name} shows values that are not known`);
    if (text !== shown[0]) throw new Error(`${design.name}: ${name} and ${all[0]!.name} differ`);
  });
}

function inAllDialects(contestant: Contestant): readonly Contestant[] {
  const others = [...(contestant.dialects ?? [])].map(([dialect, texts]) => ({
    ...contestant,
    name: `${contestant.name} for ${dialect}`,
    texts,
  }));
  return [contestant, ...others];
}
