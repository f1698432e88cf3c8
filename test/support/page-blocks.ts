/** A fenced block of a page: what stands behind the fence, and the text in it. */
export interface Block {
  readonly language: string;
  /** The words behind the language: a file's name, or the tools that a block needs. */
  readonly words: readonly string[];
  readonly text: string;
  /** Line of the page at which the text starts, from 1. */
  readonly line: number;
}

/** A page as its blocks, and the text between them. */
export interface Page {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const fenced = /^```(\w+)([^\n]*)\n(.*?)^```$/gms;

export function parsePage(text: string): Page {
  const blocks = [...text.matchAll(fenced)].map(({ index, 1: language = '', 2: words = '', 3: inner = '' }) => ({
    language,
    words: words.split(' ').filter((word) => word !== ''),
    text: inner,
    line: text.slice(0, index).split('\n').length + 1,
  }));
  return { text, blocks };
}

/** The page with the texts of some blocks replaced. */
export function replaceBlocks({ text, blocks }: Page, replaced: ReadonlyMap<Block, string>): string {
  let position = -1;
  return text.replace(fenced, (whole, language, words) => {
    position += 1;
    const inner = replaced.get(blocks[position]!);
    return inner === undefined ? whole : `\`\`\`${language}${words}\n${inner}\`\`\``;
  });
}

/** A command of a `console` block and the lines that it prints. */
export interface Command {
  readonly command: string;
  readonly output: readonly string[];
}

/** The commands of a `console` block: lines behind `$ `, each followed by what it prints. */
export function commandsOf({ text }: Block): readonly Command[] {
  const [, ...parts] = `\n${text.trimEnd()}`.split('\n$ ');
  return parts.map((part) => {
    const [command = '', ...output] = part.split('\n');
    return { command, output };
  });
}

/**
 * Whether lines are as a page shows them. In the page, `…` stands for anything within a line, and alone on a line for
 * any lines.
 */
export function matchesShown(lines: readonly string[], shown: readonly string[]): boolean {
  const pattern = shown.map((line) => {
    if (line.trim() === '…') return '(?:[^\\n]*\\n)*?';
    const parts = line
      .trimEnd()
      .split('…')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return `${parts.join('[^\\n]*')}\\n`;
  });
  return new RegExp(`^${pattern.join('')}$`).test(lines.map((line) => `${line.trimEnd()}\n`).join(''));
}
