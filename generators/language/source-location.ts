import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../circuit/types.ts';
import { type CallSite, callSiteAt } from './source-names.ts';

/** The user's place in the source at which something was made, and the name and documentation found there. */
export interface Origin {
  readonly location: SourceLocation;
  readonly name?: string;
  readonly documentation?: string;
}

/** One place in the source from which a function was called; each is resolved once. */
interface Frame {
  readonly kind: 'language' | 'blocks' | 'user';
  readonly location: SourceLocation;
  site?: CallSite;
}

const ownDirectory = `${dirname(fileURLToPath(import.meta.url))}/`;
const blocksDirectory = fileURLToPath(new URL('../blocks/', import.meta.url));
// Both forms of a frame: `at name (file:line:column)` and `at file:line:column`.
const framePattern = /(?:^at (?:async )?|\()(?:file:\/\/)?([^()]+?):(\d+):(\d+)\)?$/;
// Nearly always the call site is among the innermost frames, and V8's time goes with their number.
const stackLengths = [4, 12, 60] as const;
const wholeStack = stackLengths[2];
const nowhere: Origin = { location: { file: 'unknown', line: 1, column: 1 } };

/**
 * The origin of the value that the language makes right now: the innermost frame outside the language, or, where that
 * returns the value to its caller, the line that gives it a name. Frames from `below` inwards are left out.
 */
export function captureOrigin(below: CallableFunction = captureOrigin): Origin {
  for (const length of stackLengths) {
    const origin = readOrigin(captureSites(length, below));
    if (origin) return origin;
  }
  return nowhere;
}

/** Nothing where the stack ends before the source does, so that a caller further out may have the name. */
function readOrigin(stack: Stack): Origin | undefined {
  let innermost: Frame | undefined;
  let suffix = '';
  let documentation: string | undefined;
  let origin: Origin | undefined;
  const whole = walkUserFrames(stack, (frame) => {
    innermost ??= frame;
    frame.site ??= callSiteAt(frame.location);
    const { site } = frame;
    if (site.kind === 'anonymous') return false;
    documentation ??= site.documentation;
    if (site.kind === 'declared') {
      const name = suffix ? `${site.name}_${suffix}` : site.name;
      origin = { location: frame.location, name };
      return false;
    }
    if (site.suffix) suffix = suffix ? `${site.suffix}_${suffix}` : site.suffix;
    return true;
  });
  if (!whole) return undefined;
  origin ??= innermost ? { location: innermost.location } : nowhere;
  return documentation ? { ...origin, documentation } : origin;
}

/**
 * The innermost place outside the language, for statements, which have no name; of a statement that a function of the
 * library makes in the user's module, the user's line that calls it.
 */
export function captureLocation(): SourceLocation {
  let location: SourceLocation | undefined;
  const visit = (frame: Frame): boolean => {
    if (frame.kind === 'user' || location === undefined) location = frame.location;
    return frame.kind === 'blocks';
  };
  for (const length of stackLengths) {
    location = undefined;
    if (walkUserFrames(captureSites(length, captureLocation), visit)) break;
  }
  return location ?? nowhere.location;
}

/** The innermost place outside the language and the library of blocks: the line to mend, for errors. */
export function captureErrorLocation(): SourceLocation {
  const { sites, translate } = captureSites(wholeStack, captureErrorLocation);
  let innermost: Frame | undefined;
  for (let index = 0; index < sites.length; index += 1) {
    const frame = frameAt(sites, index, translate);
    if (!frame || frame.kind === 'language') continue;
    if (frame.kind === 'user') return frame.location;
    innermost ??= frame;
  }
  return innermost?.location ?? nowhere.location;
}

/** The function of the language that returns what the function that it calls returns, so that a caller may name it. */
const handsOn = 'withDomain';

/**
 * Visits frames of the user's code from the innermost outwards, as long as `visit` says so and up to where the language
 * calls it (a module's body, a `when`) and keeps what it returns. False where the stack was cut off before.
 */
function walkUserFrames({ sites, translate, limit }: Stack, visit: (frame: Frame) => boolean): boolean {
  let found = false;
  for (let index = 0; index < sites.length; index += 1) {
    const frame = frameAt(sites, index, translate);
    if (!frame) continue;
    if (frame.kind === 'language') {
      if (found && sites[index]!.getFunctionName() !== handsOn) return true;
    } else {
      if (!visit(frame)) return true;
      found = true;
    }
  }
  return sites.length < limit;
}

interface Stack {
  /** Frames asked for; fewer are there where the stack is whole. */
  readonly limit: number;
  readonly sites: readonly NodeJS.CallSite[];
  /** Where positions are translated (by a test runner, or Node itself): writes the same frames as text. */
  readonly translate: (() => unknown) | undefined;
}

/**
 * The stack as V8's own objects, which cost a fraction of its text. They are raw positions; the translated text, where
 * there is any, is made only for frames that were never seen before.
 */
function captureSites(limit: number, below: CallableFunction): Stack {
  const outerLimit = Error.stackTraceLimit;
  const translator = Error.prepareStackTrace as typeof Error.prepareStackTrace | undefined;
  const holder: { stack?: unknown } = {};
  const mapped: { stack?: unknown } | undefined = process.sourceMapsEnabled ? {} : undefined;
  Error.stackTraceLimit = limit;
  if (mapped) Error.captureStackTrace(mapped, below);
  Error.prepareStackTrace = rawSites;
  Error.captureStackTrace(holder, below);
  const sites = holder.stack as NodeJS.CallSite[];
  Error.prepareStackTrace = translator as never;
  Error.stackTraceLimit = outerLimit;
  if (translator && !plainTranslators.has(translator.name)) {
    return { limit, sites, translate: () => translator(new Error('positions'), sites) };
  }
  return { limit, sites, translate: mapped && (() => mapped.stack) };
}

/** Node's own, by the names that its versions give it; they leave positions as they are. */
const plainTranslators = new Set(['defaultPrepareStackTrace', 'ErrorPrepareStackTrace']);

const rawSites = (_error: Error, sites: readonly NodeJS.CallSite[]): unknown => sites;

/** The frames in one file by their positions in its text. */
interface FileFrames {
  readonly path: string;
  /** Of the file as it is loaded, which a translation of positions may contradict. */
  readonly isLanguage: boolean;
  readonly frames: Map<number, Frame>;
}

const framesOfFiles = new Map<string, FileFrames>();

/** Stands for all frames of the language, whose places nobody asks for: V8 has to look positions up. */
const languageFrame: Frame = { kind: 'language', location: nowhere.location };

/** The frame of a call site; nothing for native code and Node's own. */
function frameAt(sites: Stack['sites'], index: number, translate: Stack['translate']): Frame | undefined {
  const site = sites[index]!;
  // A copy of a module without types says in its last line whose places it has.
  const url = site.getScriptNameOrSourceURL();
  if (!url || url.startsWith('node:')) return undefined;
  let file = framesOfFiles.get(url);
  if (!file) {
    const path = pathOf(url);
    file = { path, isLanguage: kindOf(path) === 'language', frames: new Map() };
    framesOfFiles.set(url, file);
  }
  if (file.isLanguage && !translate) return languageFrame;
  const position = site.getPosition();
  let frame = file.frames.get(position);
  if (!frame) {
    const raw = { file: file.path, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
    const location = (translate && parseFrame(String(translate()), index)) ?? raw;
    frame = { kind: kindOf(location.file), location };
    file.frames.set(position, frame);
  }
  return frame;
}

const pathOf = (url: string): string => (url.startsWith('file://') ? fileURLToPath(url) : url);

function kindOf(file: string): Frame['kind'] {
  if (file.startsWith(ownDirectory)) return 'language';
  return file.startsWith(blocksDirectory) ? 'blocks' : 'user';
}

/** Where the user's source threw an error of JavaScript's; nothing where it was not the user's. */
export function locationOf({ stack = '' }: Error): SourceLocation | undefined {
  const frames = stack.split('\n').map((_, index) => parseFrame(stack, index));
  const [innermost] = frames.filter((frame) => frame && !frame.file.startsWith('node:'));
  return innermost && kindOf(innermost.file) === 'user' ? innermost : undefined;
}

/** Frame `index` of a stack's text. */
function parseFrame(stack: string, index: number): SourceLocation | undefined {
  const lines = stack.split('\n').map((line) => line.trim());
  const match = framePattern.exec(lines.filter((line) => line.startsWith('at '))[index] ?? '');
  const file = match?.[1];
  return match && file ? { file, line: Number(match[2]), column: Number(match[3]) } : undefined;
}
