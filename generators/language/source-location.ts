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
const framePattern = /\(?(?:file:\/\/)?([^()\s][^()]*?):(\d+):(\d+)\)?$/;
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
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = frameLimit;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, userFrames);
  Error.stackTraceLimit = limit;
  const frames: SourceLocation[] = [];
  for (const line of (holder.stack ?? '').split('\n').slice(1)) {
    const match = framePattern.exec(
      line
        .trim()
        .replace(/^at /, '')
        .replace(/^.*\((.*)\)$/, '$1'),
    );
    const file = match?.[1];
    if (!match || !file) continue; // a native frame, such as Array.map
    if (file.startsWith(ownDirectory)) {
      if (frames.length > 0) break;
    } else if (!file.startsWith('node:')) {
      frames.push({ file, line: Number(match[2]), column: Number(match[3]) });
    }
  }
  return frames;
}
