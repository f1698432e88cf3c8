import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { periodOf, type WaveTiming } from '../timing.ts';
import { type Trace, wordsOf } from '../trace.ts';

/** What the script of the page reads beside the changes: see `viewer.js`. */
interface ShownTrace {
  readonly top: string;
  readonly firstCycle: number;
  readonly samples: number;
  /** Nanoseconds of a cycle. */
  readonly period: number;
  readonly signals: readonly ShownSignal[];
}

interface ShownSignal {
  readonly name: string;
  readonly kind: string;
  readonly width: number;
  readonly signed: boolean;
  readonly lanes?: number;
  readonly fractionBits?: number;
  /** Name of the enumeration, and the members' names by their values in decimal. */
  readonly enumeration?: string;
  readonly members?: Readonly<Record<string, string>>;
  /** Number of changes. */
  readonly changes: number;
}

/** A page that shows the trace in a browser, whole in itself: it loads nothing. Equal traces give equal text. */
export function wavePage(trace: Trace, timing: WaveTiming = {}): string {
  const shown: ShownTrace = {
    top: trace.top,
    firstCycle: trace.firstCycle,
    samples: trace.samples,
    period: periodOf(timing),
    signals: [...trace.clocks, ...trace.signals].map(({ name, kind, type, fractionBits, changes }) => ({
      name,
      kind,
      width: type.width,
      signed: type.signed,
      ...(type.lanes === undefined ? {} : { lanes: type.lanes }),
      ...(fractionBits === undefined ? {} : { fractionBits }),
      ...(type.enumeration
        ? {
            enumeration: type.enumeration.name,
            members: Object.fromEntries(type.enumeration.members.map((member) => [`${member.value}`, member.name])),
          }
        : {}),
      changes: changes.length,
    })),
  };
  const part = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(trace.top)}</title>
<style>
${part('viewer.css')}</style>
</head>
<body>
${part('viewer.html')}<script type="application/json" id="trace">${JSON.stringify(shown).replaceAll('<', '\\u003c')}</script>
<script type="application/octet-stream" id="changes">${packedChanges(trace)}</script>
<script>
${part('viewer.js')}</script>
</body>
</html>
`;
}

/**
 * All changes as numbers of 32 bits, lowest byte first, deflated, in base 64: of each signal the distances from one
 * changed sample to the next, then the words of the values.
 */
function packedChanges({ clocks, signals }: Trace): string {
  const all = [...clocks, ...signals];
  const total = all.reduce((sum, { changes, type }) => sum + changes.length * (1 + wordsOf(type.width)), 0);
  const bytes = new DataView(new ArrayBuffer(total * 4));
  let place = 0;
  const push = (number: number) => {
    bytes.setUint32(place, number, true);
    place += 4;
  };
  for (const { changes, values } of all) {
    for (const [number, sample] of changes.entries()) push(sample - (changes[number - 1] ?? 0));
    for (const word of values) push(word);
  }
  return deflateRawSync(Buffer.from(bytes.buffer)).toString('base64');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
