import { elementCount, sameShape } from '../../graph/shapes.ts';
import type { State, Tensor, TensorData } from '../../graph/types.ts';
import { textField } from './flat-table.ts';
import type { FileOperator, ModelFile } from './model-file.ts';
import { readTensors } from './tensors.ts';

/** A network whose variables are inputs and outputs. */
export interface StatelessNetwork {
  /** With their numbers in the file. */
  readonly operators: readonly { readonly operator: FileOperator; readonly at: number }[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly states: readonly State[];
}

const handleName = 1;

/**
 * Variables (VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE, and CALL_ONCE that gives them their first numbers) as inputs and
 * outputs behind the network's own. The operators stay as they are where a variable is not read first and assigned
 * later, where its first numbers are not constants, or where something else handles it.
 */
export function statesAsInputs(file: ModelFile, tensors: readonly Tensor[]): StatelessNetwork {
  const all = file.operators.map((operator, at) => ({ operator, at }));
  const asItStands = { operators: all, inputs: file.inputs, outputs: file.outputs, states: [] };
  if (!file.operators.some(({ name }) => name === 'VAR_HANDLE')) return asItStands;
  const names = new Map<number, string>();
  const current = new Map<string, number>();
  const [reads, writes] = [new Map<string, number>(), new Map<string, number>()];
  const same = new Map<number, number>();
  const resolved = (tensor: number): number => same.get(tensor) ?? tensor;
  const operators: { readonly operator: FileOperator; readonly at: number }[] = [];
  for (const { operator, at } of all) {
    const [handle = -1, value = -1] = operator.inputs;
    const variable = names.get(handle);
    const [result = -1] = operator.outputs;
    if (operator.name === 'CALL_ONCE') continue;
    if (operator.name === 'VAR_HANDLE') names.set(result, nameOf(operator));
    else if (operator.name === 'READ_VARIABLE' && variable !== undefined) {
      const known = current.get(variable);
      if (known !== undefined) same.set(result, known);
      else {
        current.set(variable, result);
        reads.set(variable, result);
      }
    } else if (operator.name === 'ASSIGN_VARIABLE' && variable !== undefined) {
      current.set(variable, resolved(value));
      writes.set(variable, resolved(value));
    } else if (operator.inputs.some((tensor) => names.has(tensor))) return asItStands;
    else operators.push({ operator: { ...operator, inputs: operator.inputs.map(resolved) }, at });
  }
  const first = firstNumbers(file);
  const computed = new Set(operators.flatMap(({ operator }) => operator.outputs));
  const ownOutputs = file.outputs.map(resolved);
  const outputs = [...ownOutputs, ...writes.values()];
  const states = [...reads].map(([variable, input], place): State | undefined => {
    const output = writes.get(variable);
    const initial = first.get(variable);
    const [before, after] = [tensors[input], tensors[output ?? -1]];
    if (output === undefined || !initial || !before || !after || !computed.has(output)) return undefined;
    if (before.type !== after.type || !sameShape(before.shape, after.shape)) return undefined;
    if (initial.length !== elementCount(before.shape)) return undefined;
    return {
      input: file.inputs.length + place,
      output: ownOutputs.length + [...writes.keys()].indexOf(variable),
      initial,
    };
  });
  const whole = states.filter((state) => state !== undefined);
  const complete =
    whole.length === reads.size && reads.size === writes.size && new Set(outputs).size === outputs.length;
  if (!complete || reads.size === 0 || ownOutputs.some((tensor) => names.has(tensor))) return asItStands;
  return { operators, inputs: [...file.inputs, ...reads.values()], outputs, states: whole };
}

function nameOf({ options }: FileOperator): string {
  return options ? textField(options, handleName) : '';
}

/** What the subgraphs of CALL_ONCE assign, by the variables' names. */
function firstNumbers(file: ModelFile): ReadonlyMap<string, TensorData> {
  const found = new Map<string, TensorData>();
  for (const subgraph of file.others()) {
    const tensors = readTensors({ tensors: subgraph.tensors, buffers: file.buffers });
    const names = new Map<number, string>();
    for (const operator of subgraph.operators) {
      const [handle = -1, value = -1] = operator.inputs;
      if (operator.name === 'VAR_HANDLE') names.set(operator.outputs[0] ?? -1, nameOf(operator));
      const variable = names.get(handle);
      const data = tensors[value]?.data;
      if (operator.name === 'ASSIGN_VARIABLE' && variable !== undefined && data) found.set(variable, data);
    }
  }
  return found;
}
