/**
 * The network graph: what importers make of a model file, and what clean-up passes, the golden model and the mapping of
 * the tensor accelerators read. Activations are in NHWC order (batch, height, width, channel), whatever the file had;
 * padding is explicit, fused activations are named, and every quantisation is kept as the file gave it.
 */
export interface NetworkGraph {
  readonly name: string;
  /** The arithmetic that the file's makers had in mind: `tflm` for TensorFlow Lite, `qdq` for ONNX. */
  readonly arithmetic: ArithmeticName;
  readonly tensors: readonly Tensor[];
  /** Indexes of `tensors`. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** In an order of execution: an operator comes behind those whose results it reads. */
  readonly operators: readonly Operator[];
  /** What the network keeps from one run to the next. */
  readonly states?: readonly State[];
}

/** Numbers that are an output of a run and an input of the next. */
export interface State {
  /** Places in the graph's `inputs` and `outputs`. */
  readonly input: number;
  readonly output: number;
  /** Of the first run. */
  readonly initial: TensorData;
}

/** A named way to compute with quantised numbers, exactly; docs/arithmetic.md has the formulas of each. */
export const arithmeticNames = ['tflm', 'litert-ref', 'xnnpack', 'qdq'] as const;
export type ArithmeticName = (typeof arithmeticNames)[number];

/** `opaque`: a type that none of the supported operators takes (resource, uint32, float16…); its data is not kept. */
export type ElementType = 'int4' | 'int8' | 'uint8' | 'int16' | 'int32' | 'int64' | 'float32' | 'bool' | 'opaque';

/** int4 is unpacked, one number a byte. */
export type TensorData = Int8Array | Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array;

export interface Tensor {
  /** Unique in its graph. */
  readonly name: string;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly quantisation?: Quantisation;
  /** Of a constant: weights, biases, shapes, paddings. Row-major. */
  readonly data?: TensorData;
}

/** real = scale · (stored − zeroPoint), with one pair for the tensor or one for each index along `axis`. */
export interface Quantisation {
  /** float32 values. */
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  readonly axis: number;
}

interface OperatorCommon {
  /** Where in the model file: `operator 3 (CONV_2D)`; for messages. */
  readonly place: string;
  /** Indexes of `tensors`, in the order that each kind names; -1 for an optional one that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /**
   * Of a network of uint8 numbers, which are stored less 128: it rounds where TensorFlow Lite's uint8 kernels do, and
   * weights less their zero point may be int16.
   */
  readonly unsigned?: boolean;
}

/** The activation fused into an operator's clamp. */
export type FusedActivation = 'none' | 'relu' | 'relu6' | 'relu-n1-to-1';

export interface Pair {
  readonly height: number;
  readonly width: number;
}

/** Rows and columns of padding around an image; each at least 0. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Inputs: image, filter [out, height, width, in / groups], optional bias int32 [out]. */
export interface Convolution extends OperatorCommon {
  readonly kind: 'convolution';
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly activation: FusedActivation;
}

/** Inputs: image, filter [1, height, width, in · multiplier], optional bias; output channel = multiplier · input + m. */
export interface DepthwiseConvolution extends OperatorCommon {
  readonly kind: 'depthwise-convolution';
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly multiplier: number;
  readonly activation: FusedActivation;
}

/** Inputs: vectors (all leading dimensions are batch), weights [out, in], optional bias int32 [out]. */
export interface FullyConnected extends OperatorCommon {
  readonly kind: 'fully-connected';
  readonly activation: FusedActivation;
}

/** Two inputs, which may broadcast as in NumPy. */
export interface Elementwise extends OperatorCommon {
  readonly kind: 'add' | 'subtract' | 'multiply' | 'minimum' | 'maximum';
  readonly activation: FusedActivation;
}

/** One image. Taps outside it do not count. */
export interface Pool extends OperatorCommon {
  readonly kind: 'average-pool' | 'max-pool';
  readonly window: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly activation: FusedActivation;
}

/** Over `axes` (each within 0..rank-1, ascending). */
export interface Mean extends OperatorCommon {
  readonly kind: 'mean';
  readonly axes: readonly number[];
}

/** `before` and `after` for each dimension; filled with the zero point, or with `value` (a stored number) where given. */
export interface Pad extends OperatorCommon {
  readonly kind: 'pad';
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value?: number;
}

export interface Concatenation extends OperatorCommon {
  readonly kind: 'concatenation';
  /** Within 0..rank-1. */
  readonly axis: number;
  readonly activation: FusedActivation;
}

/** Reshape, squeeze, expand dimensions: the same numbers in the same order under the output's shape. */
export interface Reshape extends OperatorCommon {
  readonly kind: 'reshape';
}

/** Masks resolved: for each dimension the first index, the step (not 0) and, by the output's shape, the count. */
export interface StridedSlice extends OperatorCommon {
  readonly kind: 'strided-slice';
  readonly begin: readonly number[];
  readonly steps: readonly number[];
}

export interface Transpose extends OperatorCommon {
  readonly kind: 'transpose';
  /** Output dimension i is input dimension permutation[i]. */
  readonly permutation: readonly number[];
}

export interface ResizeNearest extends OperatorCommon {
  readonly kind: 'resize-nearest';
  readonly alignCorners: boolean;
  readonly halfPixelCentres: boolean;
}

/**
 * Between the four nearest positions. tflm: weights in units of 1/1024 in each direction, half away from zero. One scale
 * for input and output.
 */
export interface ResizeBilinear extends OperatorCommon {
  readonly kind: 'resize-bilinear';
  readonly alignCorners: boolean;
  readonly halfPixelCentres: boolean;
}

/** Functions of one number, by table on hardware. `leaky-relu` has `alpha`. */
export interface Unary extends OperatorCommon {
  readonly kind: 'unary';
  readonly function: UnaryFunction;
  readonly alpha?: number;
}

export type UnaryFunction =
  | 'logistic'
  | 'tanh'
  | 'hard-swish'
  | 'leaky-relu'
  | 'relu'
  | 'relu6'
  | 'relu-n1-to-1'
  | 'absolute'
  | 'negate'
  | 'elu'
  | 'exponential'
  | 'square-root'
  | 'reciprocal-square-root';

/** Between quantised types, from float32 (`quantise`), or to it (`dequantise`). */
export interface Requantisation extends OperatorCommon {
  readonly kind: 'quantise' | 'dequantise';
}

/** Over the last dimension. */
export interface Softmax extends OperatorCommon {
  readonly kind: 'softmax';
  readonly beta: number;
}

export interface ArgumentMaximum extends OperatorCommon {
  readonly kind: 'argmax';
  readonly axis: number;
}

/** Kept, so that a message can name it and a partition can leave it to the host. */
export interface UnsupportedOperator extends OperatorCommon {
  readonly kind: 'unsupported';
  /** As the file has it: `SVDF`, `LSTM`, `custom:SignalWindow`. */
  readonly name: string;
  /** What is not supported: the operator, or an attribute or type of it; a clause for a message. */
  readonly reason: string;
}

export type Operator =
  | Convolution
  | DepthwiseConvolution
  | FullyConnected
  | Elementwise
  | Pool
  | Mean
  | Pad
  | Concatenation
  | Reshape
  | StridedSlice
  | Transpose
  | ResizeNearest
  | ResizeBilinear
  | Unary
  | Requantisation
  | Softmax
  | ArgumentMaximum
  | UnsupportedOperator;
