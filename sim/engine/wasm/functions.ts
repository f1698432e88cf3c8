import type { Word } from '../flatten/word.ts';
import { emptyBlock, FunctionCode, type NumberType, op } from './encoder.ts';
import { compute, pushWord, typeOf, type WordSource } from './expression.ts';
import { align } from './layout.ts';
import type { Schedule, Store } from './schedule.ts';

/** The functions of a schedule, and the first free byte behind the slots in which they hand words on. */
export interface CompiledSchedule {
  readonly functions: readonly FunctionCode[];
  readonly end: number;
}

export function compileSchedule(
  { functions, crossing }: Schedule,
  stateAddresses: readonly number[],
  firstFree: number,
): CompiledSchedule {
  const slots = new Map<Word, number>();
  let end = align(firstFree, 8);
  for (const word of crossing) {
    slots.set(word, end);
    end += 8;
  }
  const compiled = functions.map((steps) => {
    const code = new FunctionCode();
    const locals = new Map<Word, number>();
    const source: WordSource = {
      stateAddresses,
      push(word) {
        const local = locals.get(word);
        if (local !== undefined) code.get(local);
        else if (slots.has(word)) code.loadAt(typeOf(word), slots.get(word)!);
        return local !== undefined || slots.has(word);
      },
    };
    for (const step of steps) {
      if (step.kind === 'define') define(code, step.word, locals, slots.get(step.word), source);
      else if (step.kind === 'store') pushStore(code, step.store, source);
      else if (step.kind === 'guard') {
        pushWord(code, step.word, 'i32', source);
        code.byte(op.if, emptyBlock);
      } else code.byte(op.end);
    }
    return code;
  });
  return { functions: compiled, end };
}

function define(
  code: FunctionCode,
  word: Word,
  locals: Map<Word, number>,
  slot: number | undefined,
  source: WordSource,
): void {
  const type = typeOf(word);
  const local = code.local(type);
  compute(code, word, source);
  code.set(local);
  locals.set(word, local);
  if (slot !== undefined) code.storeAt(type, slot, () => code.get(local));
}

function pushStore(code: FunctionCode, { word, address, type }: Store, source: WordSource): void {
  code.storeAt(type, address, () => pushWord(code, word, type, source));
}

/** Pushes and stores `count` times eight bytes, or four where `count` is a half, from one fixed place to another. */
export function copyBytes(code: FunctionCode, from: number, to: number, bytes: number): void {
  let done = 0;
  while (done < bytes) {
    const type: NumberType = bytes - done >= 8 ? 'i64' : 'i32';
    const at = done;
    code.storeAt(type, to + at, () => code.loadAt(type, from + at));
    done += type === 'i64' ? 8 : 4;
  }
}
