import { importConv, importFullyConnected } from './layers.ts';
import { importConcat, importIdentity, importPad, importReshape, importTranspose } from './movement.ts';
import type { NodeImporter } from './node-source.ts';
import {
  importActivation,
  importBatchNormalization,
  importElementwise,
  importSoftmax,
  importUnary,
} from './pointwise.ts';
import { importMean, importPool } from './pools.ts';
import { importDequantizeLinear, importQuant, importQuantizeLinear } from './quantisation.ts';

/** Who imports which operator of ONNX and QONNX. */
export const nodeImporters: Readonly<Record<string, NodeImporter>> = {
  QuantizeLinear: importQuantizeLinear,
  DequantizeLinear: importDequantizeLinear,
  Quant: importQuant,
  IntQuant: importQuant,
  Conv: importConv,
  Gemm: importFullyConnected,
  MatMul: importFullyConnected,
  BatchNormalization: importBatchNormalization,
  Relu: importActivation,
  Clip: importActivation,
  Add: importElementwise('add'),
  Sub: importElementwise('subtract'),
  Mul: importElementwise('multiply'),
  Min: importElementwise('minimum'),
  Max: importElementwise('maximum'),
  MaxPool: importPool('max-pool'),
  AveragePool: importPool('average-pool'),
  GlobalAveragePool: importMean,
  ReduceMean: importMean,
  Flatten: importReshape,
  Reshape: importReshape,
  Squeeze: importReshape,
  Unsqueeze: importReshape,
  Transpose: importTranspose,
  Concat: importConcat,
  Pad: importPad,
  Identity: importIdentity,
  Dropout: importIdentity,
  Softmax: importSoftmax,
  Sigmoid: importUnary('logistic'),
  Tanh: importUnary('tanh'),
  HardSwish: importUnary('hard-swish'),
  LeakyRelu: importUnary('leaky-relu'),
  Abs: importUnary('absolute'),
  Neg: importUnary('negate'),
  Elu: importUnary('elu'),
  Exp: importUnary('exponential'),
  Sqrt: importUnary('square-root'),
};
