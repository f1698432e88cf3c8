/** What a value change dump says, read as plainly as its grammar allows: changes of each variable by its full name. */
export interface ReadWave {
  readonly timescale: string;
  readonly end: number;
  readonly variables: ReadonlyMap<string, ReadVariable>;
}

export interface ReadVariable {
  readonly type: string;
  readonly width: number;
  readonly changes: readonly { readonly time: number; readonly value: string }[];
}

/** Reads the words of a dump one by one; throws an `Error` for what it does not understand. */
export function readVcd(text: string): ReadWave {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const byCode = new Map<string, { time: number; value: string }[]>();
  const variables = new Map<string, ReadVariable>();
  const scopes: string[] = [];
  let timescale = '';
  let time = 0;
  for (let place = 0; place < words.length; ) {
    const word = words[place++]!;
    if (word.startsWith('$')) {
      if (/^\$(dumpvars|dumpall|end)$/.test(word)) continue;
      const end = words.indexOf('$end', place);
      const inner = words.slice(place, end);
      place = end + 1;
      if (word === '$timescale') timescale = inner.join(' ');
      else if (word === '$scope') scopes.push(inner[1]!);
      else if (word === '$upscope') scopes.pop();
      else if (word === '$var') {
        const [type, width, code, name] = inner as [string, string, string, string];
        const changes = byCode.get(code) ?? [];
        byCode.set(code, changes);
        variables.set([...scopes, name].join('.'), { type, width: Number(width), changes });
      }
    } else if (word.startsWith('#')) {
      const next = Number(word.slice(1));
      if (!(next >= time)) throw new Error(`time goes back to ${word}`);
      time = next;
    } else {
      const isLong = /^[bBrRsS]/.test(word);
      const value = isLong ? word.slice(1) : word[0]!;
      const code = isLong ? words[place++]! : word.slice(1);
      const changes = byCode.get(code);
      if (!changes) throw new Error(`nothing has the code ${code}`);
      changes.push({ time, value });
    }
  }
  return { timescale, end: time, variables };
}

/** The value of a variable at a time. */
export function readAt({ changes }: ReadVariable, time: number): string | undefined {
  return changes.findLast((change) => change.time <= time)?.value;
}
