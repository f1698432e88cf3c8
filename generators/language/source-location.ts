import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../circuit/types.ts';
import { callSiteAt } from './source-names.ts';

/** The user's place in the source at which something was made, and the name and documentation found there. */
export interface Origin {
  readonly location: SourceLocation;
  readonly name?: string;
  readonly documentation?: string;
}

const ownDirectory = `${dirname(fileURLToPath(import.meta.url))}/`;
// Both forms of a frame: `at name (file:line:column)` and `at file:line:column`.
const framePattern = /(?:^at (?:async )?|\()(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/;
const frameLimit = 12;

/**
 * The origin of the value that the language makes right now: the innermost frame outside the language, and the name
 * that its line, or that of a caller to which it is returned, gives to the value.
 */
export function captureOrigin(): Origin {
  const frames = userFrames();
  const location = frames[0] ?? { file: 'unknown', line: 1, column: 1 };
  let suffix = '';
  for (const frame of frames) {
    const site = callSiteAt(frame);
    if (site.kind === 'declared') {
      const name = suffix ? `${site.name}_${suffix}` : site.name;
      return { location, name, ...(site.documentation ? { documentation: site.documentation } : {}) };
    }
    if (site.kind === 'anonymous') break;
    if (site.suffix) suffix = suffix ? `${site.suffix}_${suffix}` : site.suffix;
  }
  return { location };
}

/** The innermost place outside the language, for statements, which have no name. */
export function captureLocation(): SourceLocation {
  return userFrames()[0] ?? { file: 'unknown', line: 1, column: 1 };
}

/** Frames of the user's code from the innermost outwards, up to where the language calls it (a module's body, a `when`). */
function userFrames(): readonly SourceLocation[] {
  const frames: SourceLocation[] = [];
  for (const frame of stackFrames()) {
    if (frame.file.startsWith(ownDirectory)) {
      if (frames.length > 0) break;
    } else if (!frame.file.startsWith('node:')) {
      frames.push(frame);
    }
  }
  return frames;
}

/**
 * The stack without native frames. Where nothing translates positions, V8's own objects give them: several times faster
 * than its text. Under a source-map translator (a test runner) the text has the right ones.
 */
function stackFrames(): readonly SourceLocation[] {
  const limit = Error.stackTraceLimit;
  const translate = Error.prepareStackTrace as typeof Error.prepareStackTrace | undefined;
  const translates = process.sourceMapsEnabled || (translate && translate.name !== 'defaultPrepareStackTrace');
  Error.stackTraceLimit = frameLimit;
  if (!translates) Error.prepareStackTrace = structuredFrames;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, userFrames);
  const { stack } = holder;
  Error.stackTraceLimit = limit;
  if (translates) return String(stack).split('\n').slice(1).flatMap(parseFrame);
  Error.prepareStackTrace = translate as never;
  return stack as readonly SourceLocation[];
}

function structuredFrames(_error: Error, sites: readonly NodeJS.CallSite[]): readonly SourceLocation[] {
  return sites.flatMap((site) => {
    const url = site.getFileName();
    if (!url) return [];
    const file = url.startsWith('file://') ? pathOf(url) : url;
    return { file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
  });
}

const paths = new Map<string, string>();

function pathOf(url: string): string {
  let path = paths.get(url);
  if (path === undefined) {
    path = fileURLToPath(url);
    paths.set(url, path);
  }
  return path;
}

function parseFrame(line: string): readonly SourceLocation[] {
  const match = framePattern.exec(line.trim());
  const file = match?.[1];
  return match && file ? [{ file, line: Number(match[2]), column: Number(match[3]) }] : [];
}
