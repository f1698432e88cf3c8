import { languageError } from '../../language/errors.ts';
import {
  addressWidth,
  drive,
  Module,
  mux,
  reg,
  type Shape,
  uint,
  type Value,
  type Vec,
  vec,
  vecOf,
  when,
} from '../../language/index.ts';
import { passThrough } from './pass.ts';
import type { Plain } from './payload.ts';
import { inputStream, outputStream, type Stream, transfers } from './stream.ts';

/** The parameters of `Widener` and `Narrower`. */
export interface WidthParameters {
  /** The shape of one element. */
  readonly element: Shape;
  /** Elements of a vector, at least 2. */
  readonly count: number;
}

/** Collects elements into vectors, the first being element 0. The last element of a vector passes through. */
export const Widener = Module(
  'Widener',
  ({ element, count }: WidthParameters) => {
    const incoming = inputStream(element);
    const outgoing = outputStream(vec(count, element));

    const earlier = reg(vec(count - 1, element));
    const position = reg(uint(addressWidth(count)), { reset: 0 });
    const isLast = position.eq(count - 1);
    outgoing.valid.value = incoming.valid.and(isLast);
    outgoing.payload.value = vecOf([...earlier.elements(), incoming.payload], element);
    incoming.ready.value = isLast.not().or(outgoing.ready);
    when(transfers(incoming), () => {
      position.next = mux(isLast, 0, position.addWrap(1));
    });
    when(transfers(incoming).and(isLast.not()), () => {
      drive(earlier.at(position), incoming.payload);
    });

    return { incoming, outgoing };
  },
  { name: ({ element, count }) => `Widener${count}x${element.type.width}` },
);

/** Gives the elements of vectors one by one, element 0 first. A vector is taken together with its last element. */
export const Narrower = Module(
  'Narrower',
  ({ element, count }: WidthParameters) => {
    const incoming = inputStream(vec(count, element));
    const outgoing = outputStream(element);

    const position = reg(uint(addressWidth(count)), { reset: 0 });
    const isLast = position.eq(count - 1);
    outgoing.valid.value = incoming.valid;
    outgoing.payload.value = incoming.payload.at(position);
    incoming.ready.value = outgoing.ready.and(isLast);
    when(transfers(outgoing), () => {
      position.next = mux(isLast, 0, position.addWrap(1));
    });

    return { incoming, outgoing };
  },
  { name: ({ element, count }) => `Narrower${count}x${element.type.width}` },
);

/** Vectors of `count` words: `const blocks = widenStream(bytes, 4)`. Takes one word per cycle. */
export function widenStream<V extends Value>(source: Stream<V>, count: number): Stream<Vec<Plain<V> & Value>> {
  if (!Number.isInteger(count) || count < 2) {
    languageError('B020', `a stream widened by ${count}`, 'choose a whole number of at least 2');
  }
  const { instance } = passThrough(source, 'widened', (shape) => Widener({ element: shape as Shape, count }));
  return instance.outgoing as unknown as Stream<Vec<Plain<V> & Value>>;
}

/** The elements of vectors one by one, 0 first: `const bytes = narrowStream(blocks)`. Gives one element per cycle. */
export function narrowStream<V extends Value>(source: Stream<Vec<V>>): Stream<V> {
  const { element, length } = source.payload;
  if (length < 2) languageError('B020', `a stream of vectors of ${length} narrowed`, 'take element 0 with mapStream()');
  const { instance } = passThrough(source as Stream<Vec<Value>>, 'narrowed', () =>
    Narrower({ element, count: length }),
  );
  return instance.outgoing as unknown as Stream<V>;
}
