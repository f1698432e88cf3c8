import { type Scope, scopesOf } from './scopes.ts';
import { periodOf, type WaveTiming } from './timing.ts';
import type { Trace } from './trace.ts';
import { type Variable, variablesOf, visitWave } from './variables.ts';

/** Text is handed on in pieces of about so many characters. */
const pieceLength = 65_536;
const firstCode = 33;
const codes = 94;

/**
 * The trace as a value change dump (IEEE 1800, clause 21.7), in pieces; equal traces give equal text. Names of
 * enumerations' members are variables of the type `string`, which GTKWave and Surfer read.
 */
export function* vcdPieces(trace: Trace, timing: WaveTiming = {}): Generator<string> {
  const period = periodOf(timing);
  const variables = variablesOf(trace);
  let piece = '$version Burin $end\n$timescale 1 ns $end\n';
  piece += scopeText(scopesOf(trace.top, variables), variables);
  piece += '$enddefinitions $end\n';
  const pieces: string[] = [];
  visitWave(trace, variables, period, {
    time(nanoseconds) {
      if (piece.length > pieceLength) {
        pieces.push(piece);
        piece = '';
      }
      piece += `#${nanoseconds}\n`;
    },
    value(number, value) {
      const { form, width } = variables[number]!;
      const code = codeOf(number);
      if (form === 'text') piece += `s${escaped(value as string)} ${code}\n`;
      else if (form === 'real') piece += `r${value} ${code}\n`;
      else if (width === 1) piece += `${value}${code}\n`;
      else piece += `b${value.toString(2)} ${code}\n`;
    },
  });
  yield* pieces;
  yield piece;
}

/** The trace as a value change dump in one text. */
export function vcdText(trace: Trace, timing: WaveTiming = {}): string {
  return [...vcdPieces(trace, timing)].join('');
}

function scopeText({ name, signals, scopes }: Scope, variables: readonly Variable[]): string {
  const declared = signals.map((signal) => {
    const { form, kind, width } = variables[signal.number]!;
    const code = codeOf(signal.number);
    if (form === 'text') return `$var string 1 ${code} ${signal.name} $end\n`;
    if (form === 'real') return `$var real 64 ${code} ${signal.name} $end\n`;
    const range = width === 1 ? '' : ` [${width - 1}:0]`;
    return `$var ${kind === 'register' ? 'reg' : 'wire'} ${width} ${code} ${signal.name}${range} $end\n`;
  });
  const inner = scopes.map((scope) => scopeText(scope, variables));
  return `$scope module ${name} $end\n${declared.join('')}${inner.join('')}$upscope $end\n`;
}

/** A short text of printable characters for each number. */
function codeOf(number: number): string {
  let code = '';
  for (let rest = number; ; rest = Math.floor(rest / codes) - 1) {
    code += String.fromCharCode(firstCode + (rest % codes));
    if (rest < codes) return code;
  }
}

/** Texts have no spaces. */
function escaped(text: string): string {
  return text.replaceAll(/\s/g, '_');
}
