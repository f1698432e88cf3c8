import {
  inputStream,
  outputStream,
  stateMachine,
  transfers,
  widenStream,
  wireStream,
} from '../../generators/blocks/index.ts';
import { bool, cat, Module, mux, reg, reinterpret, uint, vec, when } from '../../generators/language/index.ts';
import { messageWord } from './sha256.ts';

/** What the padder takes: a message byte by byte, and then a word that carries no byte but its end. */
export const messageByte = { byte: uint(8), end: bool() };

/**
 * Fills messages up to whole blocks of 64 bytes: behind the message a byte 0x80, zeros, and in the last 8 bytes the
 * message's length in bits. Messages are shorter than 2^61 bytes. One byte per cycle; four make a word.
 */
export const Padder = Module('Padder', () => {
  const bytes = inputStream(messageByte);
  const words = outputStream(messageWord);

  const phase = stateMachine('PadderPhase', ['Message', 'Zeros', 'Length']);
  /** Where the next byte goes in its block. */
  const position = reg(uint(6), { reset: 0 });
  /** Bytes of the message so far. */
  const length = reg(uint(61), { reset: 0 });
  const lengthBytes = reinterpret(length.shiftLeft(3), vec(8, uint(8)));

  /** A byte, and above it whether it is the last of all. */
  const padded = wireStream(uint(9));
  const moves = transfers(padded);
  when(moves, () => {
    position.next = position.addWrap(1);
  });

  bytes.ready.value = false;
  padded.valid.value = true;
  padded.payload.value = 0;
  const isBeforeLength = position.eq(55);
  phase.define({
    Message: {
      active: () => {
        bytes.ready.value = padded.ready;
        padded.valid.value = bytes.valid;
        padded.payload.value = mux(bytes.payload.end, 0x80, bytes.payload.byte);
        when(moves.and(bytes.payload.end.not()), () => {
          length.next = length.addWrap(1);
        });
      },
      next: [
        { when: moves.and(bytes.payload.end).and(isBeforeLength), to: 'Length' },
        { when: moves.and(bytes.payload.end), to: 'Zeros' },
      ],
    },
    Zeros: { next: [{ when: moves.and(isBeforeLength), to: 'Length' }] },
    Length: {
      active: () => {
        const place = position.bits(2, 0);
        padded.payload.value = cat(place.andReduce(), lengthBytes.at(place.not()));
      },
      exit: () => {
        length.next = 0;
      },
      next: [{ when: moves.and(position.eq(63)), to: 'Message' }],
    },
  });

  const fours = widenStream(padded, 4);
  const elements = fours.payload.elements();
  words.valid.value = fours.valid;
  words.payload.word.value = cat(...elements.map((element) => element.bits(7, 0)));
  words.payload.last.value = elements[3]!.bit(8);
  fours.ready.value = words.ready;

  return { bytes, words };
});
