/**
 * What this reader knows of TensorFlow Lite's schema, version 3: the numbers of the fields of each table (the order in
 * which the schema declares them; deprecated ones keep their number), and the codes of types and operators.
 */
export const schemaVersion = 3;

export const modelFields = { version: 0, operatorCodes: 1, subgraphs: 2, buffers: 4 } as const;
/** `oldCode` is a byte; since codes passed 127 `code` holds them, and the greater of the two is meant. */
export const operatorCodeFields = { oldCode: 0, customName: 1, version: 2, code: 3 } as const;
export const subgraphFields = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const;
export const tensorFields = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantisation: 4,
  isVariable: 5,
  sparsity: 6,
} as const;
export const quantisationFields = { scales: 2, zeroPoints: 3, detailsType: 4, axis: 6 } as const;
export const operatorFields = { code: 0, inputs: 1, outputs: 2, optionsType: 3, options: 4 } as const;
/** `offset` and `size` are used by files beyond 2 GB, whose data lies behind the FlatBuffer. */
export const bufferFields = { data: 0, offset: 1, size: 2 } as const;

/** The attributes of operators: their code in the union, and their fields. */
export const optionTables = {
  convolution: {
    code: 1,
    padding: 0,
    strideWidth: 1,
    strideHeight: 2,
    activation: 3,
    dilationWidth: 4,
    dilationHeight: 5,
  },
  depthwise: {
    code: 2,
    padding: 0,
    strideWidth: 1,
    strideHeight: 2,
    multiplier: 3,
    activation: 4,
    dilationWidth: 5,
    dilationHeight: 6,
  },
  pool: { code: 5, padding: 0, strideWidth: 1, strideHeight: 2, windowWidth: 3, windowHeight: 4, activation: 5 },
  fullyConnected: { code: 8, activation: 0, weightsFormat: 1, keepDimensions: 2 },
  softmax: { code: 9, beta: 0 },
  concatenation: { code: 10, axis: 0, activation: 1 },
  add: { code: 11, activation: 0 },
  subtract: { code: 28, activation: 0 },
  multiply: { code: 21, activation: 0 },
  reduce: { code: 27, keepDimensions: 0 },
  stridedSlice: { code: 32, begin: 0, end: 1, ellipsis: 2, newAxis: 3, shrinkAxis: 4, offset: 5 },
  resizeBilinear: { code: 15, alignCorners: 2, halfPixelCentres: 3 },
  resizeNearest: { code: 74, alignCorners: 0, halfPixelCentres: 1 },
  leakyRelu: { code: 75, alpha: 0 },
} as const;

/** Of `padding`. */
export const samePadding = 0;
export const validPadding = 1;

/** Operators by code; the rest is shown as `operator code 150`. */
export const operatorNames: readonly string[] =
  `ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR
  FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM
  MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS
  SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER BATCH_TO_SPACE_ND
  SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN
  EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG PADV2
  GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG
  SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT
  UNPACK REDUCE_MIN FLOOR_DIV REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU
  SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE RANK ELU REVERSE_SEQUENCE
  MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND
  SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL PLACEHOLDER CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D IMAG REAL
  COMPLEX_ABS HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE
  READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM MULTINOMIAL GELU
  DYNAMIC_UPDATE_SLICE RELU_0_TO_1`.split(/\s+/);
