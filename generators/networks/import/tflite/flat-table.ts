import { ByteBuffer } from 'flatbuffers';
import { refuseDamaged } from '../refuse.ts';

/**
 * Tables of a FlatBuffers file, with every offset and length checked against the file before it is followed: the
 * runtime library reads zeros outside of its buffer and allocates what a length says.
 */
export interface FlatTable {
  readonly source: FlatSource;
  /** Where the table starts, in bytes of the file. */
  readonly position: number;
  /** Its length in bytes, without what it points to. */
  readonly size: number;
  readonly fieldTable: number;
  readonly fieldTableSize: number;
}

interface FlatSource {
  readonly buffer: ByteBuffer;
  readonly length: number;
  /** Bytes that may still be read. Offsets that share one long vector would otherwise make a short file a long one. */
  readonly budget: { left: number };
}

const readingsPerByte = 8;
const leastBudget = 1 << 16;

/**
 * The root table.
 * @param identifier Four characters behind the root's offset.
 * @throws BurinError B701 for another identifier or a root outside of the file.
 */
export function rootTable(bytes: Uint8Array, identifier: string): FlatTable {
  const buffer = new ByteBuffer(bytes);
  if (bytes.length < 8 || !buffer.__has_identifier(identifier)) {
    return refuseDamaged(`it does not have the identifier ${identifier}`);
  }
  const budget = { left: leastBudget + readingsPerByte * bytes.length };
  return tableAt({ buffer, length: bytes.length, budget }, buffer.readUint32(0));
}

/** A number, or `absent` where the table leaves the field out. */
export function int8Field(table: FlatTable, field: number, absent: number): number {
  const position = fieldPosition(table, field, 1);
  return position === 0 ? absent : table.source.buffer.readInt8(position);
}

export function uint8Field(table: FlatTable, field: number, absent: number): number {
  return int8Field(table, field, absent) & 0xff;
}

export function booleanField(table: FlatTable, field: number): boolean {
  return int8Field(table, field, 0) !== 0;
}

export function int32Field(table: FlatTable, field: number, absent: number): number {
  const position = fieldPosition(table, field, 4);
  return position === 0 ? absent : table.source.buffer.readInt32(position);
}

export function uint32Field(table: FlatTable, field: number, absent: number): number {
  return int32Field(table, field, absent) >>> 0;
}

export function uint64Field(table: FlatTable, field: number): bigint {
  const position = fieldPosition(table, field, 8);
  return position === 0 ? 0n : table.source.buffer.readUint64(position);
}

export function float32Field(table: FlatTable, field: number, absent: number): number {
  const position = fieldPosition(table, field, 4);
  return position === 0 ? absent : table.source.buffer.readFloat32(position);
}

/** The table that the field points to. */
export function tableField(table: FlatTable, field: number): FlatTable | undefined {
  const position = fieldPosition(table, field, 4);
  return position === 0 ? undefined : tableAt(table.source, follow(table.source, position));
}

/** A vector of tables; empty where left out. */
export function tablesField(table: FlatTable, field: number): readonly FlatTable[] {
  const { source } = table;
  const { start, count } = vector(table, field, 4);
  return Array.from({ length: count }, (_, place) => tableAt(source, follow(source, start + 4 * place)));
}

/** Text in UTF-8; a byte that is none is read as U+FFFD. Empty where left out. */
export function textField(table: FlatTable, field: number): string {
  return new TextDecoder().decode(bytesField(table, field) ?? new Uint8Array(0));
}

/** A view of the file, not a copy; `undefined` where left out. */
export function bytesField(table: FlatTable, field: number): Uint8Array | undefined {
  if (fieldPosition(table, field, 4) === 0) return undefined;
  const { start, count } = vector(table, field, 1);
  return table.source.buffer.bytes().subarray(start, start + count);
}

/** Empty where left out, as the vectors below. */
export function int32sField(table: FlatTable, field: number): readonly number[] {
  const { start, count } = vector(table, field, 4);
  return Array.from({ length: count }, (_, place) => table.source.buffer.readInt32(start + 4 * place));
}

export function int64sField(table: FlatTable, field: number): readonly bigint[] {
  const { start, count } = vector(table, field, 8);
  return Array.from({ length: count }, (_, place) => table.source.buffer.readInt64(start + 8 * place));
}

export function float32sField(table: FlatTable, field: number): Float32Array {
  const { start, count } = vector(table, field, 4);
  return Float32Array.from({ length: count }, (_, place) => table.source.buffer.readFloat32(start + 4 * place));
}

/** The bytes of the whole file that `table` is of. */
export function fileOf(table: FlatTable): Uint8Array {
  return table.source.buffer.bytes();
}

function tableAt(source: FlatSource, position: number): FlatTable {
  spend(source, 16);
  const { buffer, length } = source;
  if (position < 4 || position > length - 4) return refuseDamaged(`a table at byte ${position} of ${length}`);
  const fieldTable = position - buffer.readInt32(position);
  if (fieldTable < 0 || fieldTable > length - 4) {
    return refuseDamaged(`the table at byte ${position} has its list of fields at byte ${fieldTable} of ${length}`);
  }
  const fieldTableSize = buffer.readUint16(fieldTable);
  const size = buffer.readUint16(fieldTable + 2);
  if (fieldTableSize < 4 || fieldTable + fieldTableSize > length || size < 4 || position + size > length) {
    return refuseDamaged(`the table at byte ${position} does not fit into ${length} bytes`);
  }
  return { source, position, size, fieldTable, fieldTableSize };
}

/** Where the field's `width` bytes are; 0 where the table leaves it out. */
function fieldPosition(
  { source, position, size, fieldTable, fieldTableSize }: FlatTable,
  field: number,
  width: number,
) {
  const entry = 4 + 2 * field;
  if (entry + 2 > fieldTableSize) return 0;
  const offset = source.buffer.readUint16(fieldTable + entry);
  if (offset === 0) return 0;
  if (offset < 4 || offset + width > size) {
    return refuseDamaged(`field ${field} of the table at byte ${position} lies outside of the table`);
  }
  return position + offset;
}

function follow({ buffer }: FlatSource, position: number): number {
  return position + buffer.readUint32(position);
}

function vector(table: FlatTable, field: number, width: number): { start: number; count: number } {
  const { source } = table;
  const position = fieldPosition(table, field, 4);
  if (position === 0) return { start: 0, count: 0 };
  const start = follow(source, position);
  if (start > source.length - 4) {
    return refuseDamaged(`a list at byte ${start} of ${source.length}`);
  }
  const count = source.buffer.readUint32(start);
  if (count > (source.length - start - 4) / width) {
    return refuseDamaged(`a list of ${count} entries at byte ${start} of ${source.length}`);
  }
  spend(source, count * width);
  return { start: start + 4, count };
}

function spend({ budget, length }: FlatSource, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) refuseDamaged(`its ${length} bytes are used more than ${readingsPerByte} times over`);
}
