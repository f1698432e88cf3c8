import {
  bool,
  constant,
  input,
  Module,
  mux,
  output,
  reg,
  type UInt,
  uint,
  vec,
  vecOf,
  when,
} from '../../language/index.ts';
import { fieldNamed, heldFields, modulo } from './instruction-register.ts';
import { instructionFields } from './instruction-word.ts';
import { featureAddressBits, type TensorTrailParameters } from './parameters.ts';
import { wordWidth } from './word-fields.ts';

const names = ['width', 'advanceX', 'advanceY', 'columnStep', 'wrapStep', 'tileStep'] as const;

/** An output position: what it adds to the input address, its row and its column. */
interface Position {
  readonly step: UInt;
  readonly row: UInt;
  readonly column: UInt;
}

/**
 * The position of each column of the tile. A walker visits the positions of the first tile while the instruction is set
 * up; from tile to tile all columns step alike.
 */
export const TilePositions = Module('TilePositions', (parameters: TensorTrailParameters) => {
  const { array, coordinateBits } = parameters;
  const fields = instructionFields(parameters);
  const address = uint(featureAddressBits(parameters));
  const coordinate = uint(coordinateBits);
  const shape = { step: address, row: coordinate, column: coordinate };

  const instructionWord = input(uint(wordWidth(fields)));
  /** The instruction word is taken. */
  const load = input(bool());
  /** The walker takes a step; array − 1 of them behind `load`. */
  const walk = input(bool());
  /** Go to the first tile; or else to the next one. */
  const restart = input(bool());
  const advance = input(bool());

  const instruction = heldFields(fields, names, instructionWord, load);
  const { width } = instruction;
  const inAddress = (value: UInt): UInt => modulo(value, address.type.width);
  /** Sums that depend on the instruction alone, one cycle behind `load`. */
  const wrappingStep = reg(address);
  const wrappingTileStep = reg(address);
  const wrappingAdvance = reg(uint(fieldNamed(fields, 'width').width + 1));
  wrappingStep.next = inAddress(instruction.columnStep.addWrap(instruction.wrapStep));
  wrappingTileStep.next = inAddress(instruction.tileStep.addWrap(instruction.wrapStep));
  wrappingAdvance.next = instruction.advanceX.sub(width).asUInt().wrap(wrappingAdvance.width);

  /** `distance` columns on; `wrapped` is that less the width, negative where the row goes on. */
  const stepped = (
    from: Position,
    plain: { readonly distance: UInt; readonly rows: UInt; readonly step: UInt },
    wrapping: { readonly distance: UInt; readonly step: UInt },
  ): Position => {
    const wrapped = from.column.extend(wrapping.distance.width).addWrap(wrapping.distance);
    const rowGoesOn = wrapped.bit(wrapped.width - 1);
    const column = mux(rowGoesOn, from.column.addWrap(plain.distance), wrapped.wrap(coordinateBits));
    const row = from.row.addWrap(plain.rows).addWrap(rowGoesOn.not().asUInt());
    return { step: from.step.addWrap(mux(rowGoesOn, plain.step, wrapping.step)), row, column };
  };

  const walker = reg(shape);
  const origin = { step: constant(address, 0), row: constant(coordinate, 0), column: constant(coordinate, 0) };
  const walked = stepped(
    walker,
    { distance: constant(coordinate, 1), rows: constant(coordinate, 0), step: inAddress(instruction.columnStep) },
    {
      distance: constant(uint(1), 1)
        .extend(width.width + 1)
        .subWrap(width),
      step: wrappingStep,
    },
  );
  const first: Position[] = [origin];
  const behind = Array.from({ length: array - 1 }, () => reg(shape));
  when(load, () => {
    walker.step.next = 0;
    walker.row.next = 0;
    walker.column.next = 0;
  }).elsewhen(walk, () => {
    walker.step.next = walked.step;
    walker.row.next = walked.row;
    walker.column.next = walked.column;
    for (const [index, place] of behind.entries()) {
      const source: Position = behind[index + 1] ?? walked;
      place.step.next = source.step;
      place.row.next = source.row;
      place.column.next = source.column;
    }
  });
  first.push(...behind);

  const positions = Array.from({ length: array }, () => reg(shape));
  for (const [index, position] of positions.entries()) {
    const next = stepped(
      position,
      { distance: instruction.advanceX, rows: instruction.advanceY, step: inAddress(instruction.tileStep) },
      { distance: wrappingAdvance, step: wrappingTileStep },
    );
    const target = { step: position.step, row: position.row, column: position.column };
    const start = first[index]!;
    when(restart, () => {
      target.step.next = start.step;
      target.row.next = start.row;
      target.column.next = start.column;
    }).elsewhen(advance, () => {
      target.step.next = next.step;
      target.row.next = next.row;
      target.column.next = next.column;
    });
  }

  return {
    instructionWord,
    load,
    walk,
    restart,
    advance,
    steps: output(
      vecOf(
        positions.map(({ step }) => step),
        address,
      ),
    ),
    rows: output(
      vecOf(
        positions.map(({ row }) => row),
        coordinate,
      ),
    ),
    columns: output(
      vecOf(
        positions.map(({ column }) => column),
        coordinate,
      ),
    ),
  };
});

/** The shapes of the positions of a tile. */
export function positionsShape(parameters: TensorTrailParameters) {
  const { array, coordinateBits } = parameters;
  return {
    steps: vec(array, uint(featureAddressBits(parameters))),
    rows: vec(array, uint(coordinateBits)),
    columns: vec(array, uint(coordinateBits)),
  };
}
