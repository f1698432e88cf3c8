/** Most characters of a line that a message shows. */
const mostCharacters = 300;

/** A tool's output as a message may show it: control characters and bytes that are no text become a dot. */
export function readableOutput(output: string): string {
  return output.replaceAll(/[^\P{C}\n\t]|\uFFFD/gu, '·');
}

/** The first lines of a tool's output that tell of errors, or its last lines where none does, indented by two spaces. */
export function firstErrors(output: string): string {
  const lines = linesOf(output);
  // What make repeats of its commands has options with the word in them.
  const said = lines.filter((line) => !/^(ccache )?\S*(g\+\+|c\+\+|clang\S*)\s+-/.test(line));
  const errors = said.filter((line) => /error|not found|No such file|Killed/i.test(line));
  return indented(errors.length > 0 ? errors.slice(0, 5) : lines.slice(-5));
}

/** The last lines of a tool's output, where Python tells what is wrong, indented by two spaces. */
export function lastLines(output: string): string {
  return indented(linesOf(output).slice(-5));
}

const linesOf = (output: string): readonly string[] => output.split('\n').filter((line) => line.trim() !== '');

function indented(lines: readonly string[]): string {
  const shown = (line: string) => (line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line);
  return lines.map((line) => `  ${shown(line)}`).join('\n');
}
