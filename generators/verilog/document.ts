/**
 * Layout documents: text with places where a line may end. A group is printed on one line where it fits, else all its
 * own lines break. After Wadler's prettier printer.
 */
export type Document =
  | string
  | readonly Document[]
  | { readonly kind: 'line'; readonly flat: string; readonly hard?: true }
  | { readonly kind: 'group'; readonly content: Document }
  | { readonly kind: 'indent'; readonly content: Document }
  | { readonly kind: 'align'; readonly content: Document }
  | { readonly kind: 'fill'; readonly parts: readonly Document[] };

/** A space, or the end of the line. */
export const line: Document = { kind: 'line', flat: ' ' };
/** Nothing, or the end of the line. */
export const softLine: Document = { kind: 'line', flat: '' };
/** Always the end of the line. */
export const hardLine: Document = { kind: 'line', flat: '', hard: true };

export const group = (content: Document): Document => ({ kind: 'group', content });
/** Lines that break inside begin two columns further right. */
export const indent = (content: Document): Document => ({ kind: 'indent', content });
/** Lines that break inside begin in the column where the content begins. */
export const align = (content: Document): Document => ({ kind: 'align', content });
/** The parts, each separated by a line that breaks only where the next part would not fit. */
export const fill = (parts: readonly Document[]): Document => ({ kind: 'fill', parts });

export function join(separator: Document, parts: readonly Document[]): Document {
  return parts.map((part, position) => (position === 0 ? part : [separator, part]));
}

interface Pending {
  readonly document: Document;
  readonly indentation: number;
  readonly flat: boolean;
}

/** The text of `document` in lines of at most `width` columns wherever it can be broken; no trailing spaces. */
export function layOut(document: Document, width: number): string {
  const output: string[] = [];
  let column = 0;
  const stack: Pending[] = [{ document, indentation: 0, flat: false }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { document: current, indentation, flat } = next;
    if (typeof current === 'string') {
      output.push(current);
      column += current.length;
    } else if (isList(current)) {
      for (let position = current.length - 1; position >= 0; position--)
        stack.push({ document: current[position]!, indentation, flat });
    } else if (current.kind === 'line') {
      if (flat && !current.hard) {
        output.push(current.flat);
        column += current.flat.length;
      } else {
        output.push('\n', ' '.repeat(indentation));
        column = indentation;
      }
    } else if (current.kind === 'indent') {
      stack.push({ document: current.content, indentation: indentation + 2, flat });
    } else if (current.kind === 'align') {
      stack.push({ document: current.content, indentation: column, flat });
    } else if (current.kind === 'group') {
      const fitting = flat || fits(current.content, width - column, stack);
      stack.push({ document: current.content, indentation, flat: fitting });
    } else {
      pushFill(current.parts, indentation, flat, width - column, stack);
    }
  }
  return output.join('').replace(/ +$/gm, '');
}

function isList(document: Document): document is readonly Document[] {
  return Array.isArray(document);
}

function pushFill(parts: readonly Document[], indentation: number, flat: boolean, room: number, stack: Pending[]) {
  const [first, second] = parts;
  if (first === undefined) return;
  if (second !== undefined) {
    stack.push({ document: fill(parts.slice(1)), indentation, flat });
    stack.push({ document: line, indentation, flat: flat || fits([first, line, second], room, stack.slice(0, -1)) });
  }
  stack.push({ document: first, indentation, flat });
}

/** Whether `document`, all on one line, and what follows up to the next possible end of line, fit into `room` columns. */
function fits(document: Document, room: number, rest: readonly Pending[]): boolean {
  const stack: Pending[] = [{ document, indentation: 0, flat: true }];
  let following = rest.length;
  let left = room;
  while (left >= 0) {
    const next = stack.pop() ?? rest[--following];
    if (next === undefined) return true;
    const { document: current, flat } = next;
    if (typeof current === 'string') left -= current.length;
    else if (isList(current)) {
      for (let position = current.length - 1; position >= 0; position--)
        stack.push({ document: current[position]!, indentation: 0, flat });
    } else if (current.kind === 'line') {
      if (current.hard || !flat) return true;
      left -= current.flat.length;
    } else if (current.kind === 'fill') {
      stack.push({ document: join(line, current.parts), indentation: 0, flat });
    } else stack.push({ document: current.content, indentation: 0, flat });
  }
  return false;
}
