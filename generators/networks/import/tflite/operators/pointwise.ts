import type { Elementwise, Operator, UnaryFunction } from '../../../graph/types.ts';
import { refuseContradiction } from '../../refuse.ts';
import { float32Field } from '../flat-table.ts';
import { optionTables } from '../schema.ts';
import {
  activationOf,
  axisOf,
  constantNumbers,
  type Imported,
  inputTensor,
  neededOptions,
  type OperatorImporter,
  type OperatorSource,
  optionsOf,
  unsupportedActivation,
} from './operator-source.ts';

/** ADD, SUB, MUL; MINIMUM and MAXIMUM, which have no fused activation. */
export function importElementwise(
  kind: Elementwise['kind'],
  fields?: { readonly code: number; readonly activation: number },
): OperatorImporter {
  return (source) => {
    const activation = fields ? activationOf(optionsOf(source, fields), fields.activation) : 'none';
    if (!activation) return unsupportedActivation;
    return [{ kind, ...common(source), activation }];
  };
}

/** Functions of one number. */
export function importUnary(name: UnaryFunction): OperatorImporter {
  return (source) => [{ kind: 'unary', ...common(source), function: name }];
}

/** LEAKY_RELU. */
export function importLeakyRelu(source: OperatorSource): Imported {
  const fields = optionTables.leakyRelu;
  const alpha = float32Field(neededOptions(source, fields), fields.alpha, 0);
  if (!Number.isFinite(alpha)) refuseContradiction(source.place, `its alpha is ${alpha}`);
  return [{ kind: 'unary', ...common(source), function: 'leaky-relu', alpha }];
}

/** QUANTIZE and DEQUANTIZE. */
export function importRequantisation(kind: 'quantise' | 'dequantise'): OperatorImporter {
  return (source) => [{ kind, ...common(source) }];
}

/** SOFTMAX. */
export function importSoftmax(source: OperatorSource): Imported {
  const fields = optionTables.softmax;
  const beta = float32Field(neededOptions(source, fields), fields.beta, 0);
  if (!(Number.isFinite(beta) && beta > 0)) refuseContradiction(source.place, `its beta is ${beta}`);
  return [{ kind: 'softmax', ...common(source), beta }];
}

/** ARG_MAX. */
export function importArgumentMaximum(source: OperatorSource): Imported {
  const axes = constantNumbers(source, 1);
  if (axes?.length !== 1) return 'its axis is computed, not constant';
  const axis = axisOf(source.place, axes[0]!, inputTensor(source, 0).shape.length);
  const { place, outputs } = source;
  return [{ kind: 'argmax', place, inputs: source.inputs.slice(0, 1), outputs, axis }];
}

function common({ place, inputs, outputs }: OperatorSource): Pick<Operator, 'place' | 'inputs' | 'outputs'> {
  return { place, inputs, outputs };
}
