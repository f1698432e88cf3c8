import {
  addressWidth,
  type Bool,
  bool,
  constant,
  enumeration,
  input,
  Module,
  mux,
  output,
  reg,
  regNext,
  switchOn,
  uint,
  when,
} from '../../language/index.ts';
import { fieldsOf, flag } from './instruction-register.ts';
import { instructionFields, operations } from './instruction-word.ts';
import { errorBits, tensorTrailErrors } from './memory-map.ts';
import type { TensorTrailParameters } from './parameters.ts';
import { wordWidth } from './word-fields.ts';

const State = enumeration('State', [
  'Idle',
  'Load',
  'FetchTap',
  'TakeTap',
  'Wait',
  'Run',
  'Next',
  'Finish',
  'LastSum',
  'LastWord',
]);

/** Cycles in which the pipeline of an instruction before would drain: the first one waits as long. */
const startDelay = 12;
/** Columns that the walker sets up while the pipeline drains. */
const hiddenColumns = 10;

/**
 * The order of instructions. While the pipeline drains, the next instruction is loaded and set up; its first issue reads
 * in the cycle behind the one that writes the last word.
 */
export const ProgramControl = Module('ProgramControl', (parameters: TensorTrailParameters) => {
  const { array, maximumInstructions } = parameters;
  const fields = instructionFields(parameters);
  const numberBits = addressWidth(maximumInstructions);

  /** Start the program at instruction 0; ignored while busy. */
  const start = input(bool());
  /** The instruction word read last. */
  const programWord = input(uint(wordWidth(fields)));
  /** The last issue of the instruction. */
  const instructionEnds = input(bool());
  /** The last word of the instruction is two cycles from being written. */
  const pipelineEnds = input(bool());

  const state = reg(State, { reset: State.Idle });
  const number = reg(uint(numberBits));
  const step = reg(uint(numberBits), { reset: 0 });
  const single = reg(bool());
  const last = reg(bool());
  const done = reg(bool(), { reset: false });
  const errorCode = reg(uint(errorBits), { reset: tensorTrailErrors.none });
  const failure = reg(uint(errorBits));
  const cycles = reg(uint(32), { reset: 0 });

  const idle = state.is(State.Idle);
  const starts = idle.and(start);
  const words = fieldsOf(
    fields,
    ['operation', 'last', 'single', 'tapCount', 'inputBlocks', 'positions', 'outputBlocks', 'channels'],
    programWord,
  );
  const findsLargest = words.operation.eq(operations.argmax);
  const zeroField = anyOf([
    words.positions.eq(0),
    words.inputBlocks.eq(0),
    words.outputBlocks.eq(0),
    mux(findsLargest, words.channels.eq(0), words.tapCount.eq(0)),
  ]);

  // ------------------------------------------------------------------------------------ when the pipeline is clear
  const startTimer = reg(uint(4), { reset: 0 });
  when(starts, () => {
    startTimer.next = startDelay;
  }).elsewhen(startTimer.ne(0), () => {
    startTimer.next = startTimer.subWrap(1);
  });
  const clears = pipelineEnds.or(startTimer.eq(1));
  const cleared = reg(bool(), { reset: false });
  const clear = clears.or(cleared);
  const walkCount = uint(Math.log2(array));
  const walksLeft = reg(walkCount, { reset: 0 });
  const walks = walksLeft.ne(0).and(state.is(State.TakeTap).or(state.is(State.Wait)));
  const columnsReady = array > hiddenColumns ? extraSetUp(array - hiddenColumns) : clear;
  const goes = state
    .is(State.Wait)
    .and(walksLeft.eq(0))
    .and(mux(single, clear, columnsReady));
  when(goes.or(starts), () => {
    cleared.next = false;
  }).elsewhen(clears, () => {
    cleared.next = true;
  });
  when(walks, () => {
    walksLeft.next = walksLeft.subWrap(1);
  });

  /** Wider arrays wait a fixed time, so that an instruction's cycles do not depend on the one before. */
  function extraSetUp(extraCycles: number): Bool {
    const setUpLeft = reg(uint(5));
    when(clears, () => {
      setUpLeft.next = extraCycles - 1;
    }).elsewhen(setUpLeft.ne(0), () => {
      setUpLeft.next = setUpLeft.subWrap(1);
    });
    return cleared.and(setUpLeft.eq(0));
  }

  // The stages behind the issue take the instruction when the one before has left them.
  const firstIssue = regNext(goes, { reset: false });
  const loadBehind = regNext(firstIssue, { reset: false });
  const isLastWord = number.eq(maximumInstructions - 1);
  const readsNext = loadBehind.and(isLastWord.not());
  const programAddress = mux(starts, 0, number.addWrap(1));
  when(loadBehind, () => {
    step.next = number;
  });

  when(idle.not(), () => {
    cycles.next = cycles.addWrap(1);
  });
  switchOn(state)
    .is(State.Idle, () => {
      when(start, () => {
        state.next = State.Load;
        number.next = 0;
        step.next = 0;
        done.next = false;
        errorCode.next = tensorTrailErrors.none;
        failure.next = tensorTrailErrors.none;
        cycles.next = 0;
      });
    })
    .is(State.Load, () => {
      single.next = flag(words.single);
      last.next = flag(words.last);
      walksLeft.next = mux(flag(words.single), constant(walkCount, 0), array - 1);
      when(zeroField, () => {
        failure.next = tensorTrailErrors.zeroField;
        state.next = State.Finish;
      }).otherwise(() => {
        state.next = State.FetchTap;
      });
    })
    .is(State.FetchTap, () => {
      state.next = State.TakeTap;
    })
    .is(State.TakeTap, () => {
      state.next = State.Wait;
    })
    .is(State.Wait, () => {
      when(goes, () => {
        state.next = State.Run;
      });
    })
    .is(State.Run, () => {
      when(instructionEnds, () => {
        state.next = mux(last, State.Finish, State.Next);
      });
    })
    .is(State.Next, () => {
      when(isLastWord, () => {
        failure.next = tensorTrailErrors.programEnd;
        state.next = State.Finish;
      }).otherwise(() => {
        number.next = number.addWrap(1);
        state.next = State.Load;
      });
    })
    .is(State.Finish, () => {
      when(clear, () => {
        state.next = State.LastSum;
      });
    })
    .is(State.LastSum, () => {
      state.next = State.LastWord;
    })
    .is(State.LastWord, () => {
      state.next = State.Idle;
      done.next = true;
      step.next = number;
      errorCode.next = failure;
      cleared.next = false;
    });

  const program = output({ enable: bool(), address: uint(numberBits) });
  program.enable.value = starts.or(readsNext);
  program.address.value = programAddress;

  return {
    start,
    programWord,
    instructionEnds,
    pipelineEnds,
    program,
    load: output(state.is(State.Load)),
    prime: output(state.is(State.FetchTap).or(state.is(State.TakeTap))),
    walk: output(walks),
    running: output(state.is(State.Run)),
    loadBehind: output(loadBehind),
    starts: output(starts),
    busy: output(idle.not()),
    done: output(done),
    errorCode: output(errorCode),
    step: output(step),
    cycles: output(cycles),
  };
});

function anyOf(conditions: readonly Bool[]): Bool {
  return conditions.reduce((any, condition) => any.or(condition));
}
