import protobuf from 'protobufjs/light.js';

/**
 * The part of ONNX's Protocol Buffers messages that this reader uses, by field numbers; unknown fields are skipped.
 */
const messages = {
  nested: {
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producer: { type: 'string', id: 2 },
        graph: { type: 'Graph', id: 7 },
        operatorSets: { rule: 'repeated', type: 'OperatorSet', id: 8 },
      },
    },
    OperatorSet: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    Graph: {
      fields: {
        nodes: { rule: 'repeated', type: 'Node', id: 1 },
        constants: { rule: 'repeated', type: 'Tensor', id: 5 },
        inputs: { rule: 'repeated', type: 'ValueInformation', id: 11 },
        outputs: { rule: 'repeated', type: 'ValueInformation', id: 12 },
        values: { rule: 'repeated', type: 'ValueInformation', id: 13 },
        sparseConstants: { rule: 'repeated', type: 'bytes', id: 15 },
      },
    },
    Node: {
      fields: {
        inputs: { rule: 'repeated', type: 'string', id: 1 },
        outputs: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        operator: { type: 'string', id: 4 },
        attributes: { rule: 'repeated', type: 'Attribute', id: 5 },
        domain: { type: 'string', id: 7 },
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        float: { type: 'float', id: 2 },
        integer: { type: 'int64', id: 3 },
        text: { type: 'bytes', id: 4 },
        tensor: { type: 'Tensor', id: 5 },
        floats: { rule: 'repeated', type: 'float', id: 7 },
        integers: { rule: 'repeated', type: 'int64', id: 8 },
      },
    },
    Tensor: {
      fields: {
        shape: { rule: 'repeated', type: 'int64', id: 1 },
        type: { type: 'int32', id: 2 },
        floats: { rule: 'repeated', type: 'float', id: 4 },
        int32s: { rule: 'repeated', type: 'int32', id: 5 },
        int64s: { rule: 'repeated', type: 'int64', id: 7 },
        name: { type: 'string', id: 8 },
        bytes: { type: 'bytes', id: 9 },
        external: { rule: 'repeated', type: 'bytes', id: 13 },
        location: { type: 'int32', id: 14 },
      },
    },
    ValueInformation: { fields: { name: { type: 'string', id: 1 }, type: { type: 'ValueType', id: 2 } } },
    ValueType: { fields: { tensor: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { element: { type: 'int32', id: 1 }, shape: { type: 'Shape', id: 2 } } },
    Shape: { fields: { dimensions: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    Dimension: { fields: { size: { type: 'int64', id: 1 }, symbol: { type: 'string', id: 2 } } },
  },
} as const;

/** A whole number of 64 bits as the library gives it. */
export type Long = number | { toString(): string };

export interface ModelMessage {
  readonly irVersion: Long;
  readonly graph: GraphMessage | null;
}

export interface GraphMessage {
  readonly nodes: readonly NodeMessage[];
  readonly constants: readonly TensorMessage[];
  readonly inputs: readonly ValueMessage[];
  readonly outputs: readonly ValueMessage[];
  readonly values: readonly ValueMessage[];
  readonly sparseConstants: readonly unknown[];
}

export interface NodeMessage {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name: string;
  readonly operator: string;
  readonly attributes: readonly AttributeMessage[];
  readonly domain: string;
}

export interface AttributeMessage {
  readonly name: string;
  readonly float: number;
  readonly integer: Long;
  readonly text: Uint8Array;
  readonly tensor: TensorMessage | null;
  readonly floats: readonly number[];
  readonly integers: readonly Long[];
}

export interface TensorMessage {
  readonly shape: readonly Long[];
  readonly type: number;
  readonly floats: readonly number[];
  readonly int32s: readonly number[];
  readonly int64s: readonly Long[];
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly external: readonly unknown[];
  readonly location: number;
}

export interface ValueMessage {
  readonly name: string;
  readonly type: {
    readonly tensor: {
      readonly element: number;
      readonly shape: { readonly dimensions: readonly { readonly size: Long; readonly symbol: string }[] } | null;
    } | null;
  } | null;
}

const modelType = protobuf.Root.fromJSON(messages as unknown as protobuf.INamespace).lookupType('Model');

/** Throws what the library throws for bytes that are no such message. */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  return modelType.decode(bytes) as unknown as ModelMessage;
}
