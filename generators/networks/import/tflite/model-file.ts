import { refuseContradiction, refuseDamaged, refuseForm } from '../refuse.ts';
import {
  bytesField,
  type FlatTable,
  fileOf,
  int8Field,
  int32Field,
  int32sField,
  rootTable,
  tableField,
  tablesField,
  textField,
  uint8Field,
  uint32Field,
  uint64Field,
} from './flat-table.ts';
import {
  bufferFields,
  modelFields,
  operatorCodeFields,
  operatorFields,
  operatorNames,
  schemaVersion,
  subgraphFields,
} from './schema.ts';

/** A TensorFlow Lite file as it lies there: its first subgraph, nothing interpreted but the operators' codes. */
export interface ModelFile {
  readonly tensors: readonly FlatTable[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly FileOperator[];
  /** The subgraphs behind the first one, which operators call. */
  readonly others: () => readonly Pick<ModelFile, 'tensors' | 'operators'>[];
  readonly buffers: readonly FlatTable[];
}

export interface FileOperator {
  /** `CONV_2D`, or `custom:SignalWindow`. */
  readonly name: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Which table of attributes there is; 0 for none. */
  readonly optionsType: number;
  readonly options?: FlatTable;
}

export const fileIdentifier = 'TFL3';
const customCode = 32;

/**
 * @throws BurinError B701 where the bytes do not hold together, B702 for an operator code or subgraph that is not there,
 * B703 for another version of the schema.
 */
export function readModelFile(bytes: Uint8Array): ModelFile {
  const model = rootTable(bytes, fileIdentifier);
  const version = uint32Field(model, modelFields.version, 0);
  if (version !== schemaVersion) {
    refuseForm(
      `the TensorFlow Lite file has version ${version} of the schema, where Burin reads ${schemaVersion}`,
      'convert the network again with a converter of TensorFlow 2',
    );
  }
  const names = tablesField(model, modelFields.operatorCodes).map(operatorName);
  const [main, ...others] = tablesField(model, modelFields.subgraphs);
  const contentOf = (subgraph: FlatTable) => ({
    tensors: tablesField(subgraph, subgraphFields.tensors),
    operators: tablesField(subgraph, subgraphFields.operators).map((table, place) => fileOperator(table, place, names)),
  });
  if (!main) return refuseContradiction('model', 'it has no subgraph');
  return {
    ...contentOf(main),
    inputs: int32sField(main, subgraphFields.inputs),
    outputs: int32sField(main, subgraphFields.outputs),
    others: () => others.map(contentOf),
    buffers: tablesField(model, modelFields.buffers),
  };
}

/**
 * The bytes of a buffer, a view of the file; `undefined` where it is empty, as the buffers of computed tensors are.
 * @throws BurinError B701 for bytes outside of the file.
 */
export function bufferBytes(table: FlatTable): Uint8Array | undefined {
  const data = bytesField(table, bufferFields.data);
  if (data && data.length > 0) return data;
  const offset = uint64Field(table, bufferFields.offset);
  const size = uint64Field(table, bufferFields.size);
  // The schema reserves 0 and 1: "not placed behind the FlatBuffer".
  if (offset <= 1n || size === 0n) return undefined;
  const file = fileOf(table);
  if (offset + size > BigInt(file.length)) {
    return refuseDamaged(`a buffer of ${size} bytes at byte ${offset} of ${file.length}`);
  }
  return file.subarray(Number(offset), Number(offset + size));
}

function operatorName(table: FlatTable): string {
  const code = Math.max(int8Field(table, operatorCodeFields.oldCode, 0), int32Field(table, operatorCodeFields.code, 0));
  if (code === customCode) return `custom:${textField(table, operatorCodeFields.customName)}`;
  return operatorNames[code] ?? `operator code ${code}`;
}

function fileOperator(table: FlatTable, place: number, names: readonly string[]): FileOperator {
  const code = uint32Field(table, operatorFields.code, 0);
  const name = names[code];
  if (name === undefined) {
    return refuseContradiction(`operator ${place}`, `it has entry ${code} of a list of ${names.length} operator codes`);
  }
  const options = tableField(table, operatorFields.options);
  return {
    name,
    inputs: int32sField(table, operatorFields.inputs),
    outputs: int32sField(table, operatorFields.outputs),
    optionsType: uint8Field(table, operatorFields.optionsType, 0),
    ...(options ? { options } : {}),
  };
}
