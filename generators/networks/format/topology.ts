import type { DocumentLayer } from './document-schema.ts';
import { formatPath, type Path, type Refuse } from './json-document.ts';

/** What the checks need of a document, quantised or float. */
export interface TopologyDocument {
  readonly classes: readonly string[];
  readonly input: { readonly channels: number; readonly length: number };
  readonly layers: readonly DocumentLayer[];
}

interface Shape {
  readonly channels: number;
  readonly length: number;
}

const show = ({ channels, length }: Shape): string => `${channels} channels × ${length} positions`;

/**
 * Checks what the layers are to each other. The order is that of the layers, so that the first error is the cause.
 * @throws BurinError B304 channels, B305 input name, B307 residual, B308 pool, B309 lengths, B310 padding, B311 last
 * layer, B313 layer name, B314 classes, B315 linear on more than one position.
 */
export function checkTopology({ classes, input, layers }: TopologyDocument, refuse: Refuse): void {
  const shapes = new Map<string, Shape>([['input', input]]);
  layers.forEach((layer, place) => {
    const path: Path = ['layers', place];
    const known = [...shapes.keys()];
    if (shapes.has(layer.name)) {
      const taken = layer.name === 'input' ? 'the name of the network’s input' : 'the name of an earlier layer';
      refuse(
        'B313',
        [...path, 'name'],
        `${formatPath(path)}.name is "${layer.name}", ${taken}`,
        'give every layer a name of its own',
      );
    }
    const source = shapes.get(layer.input);
    if (source === undefined) {
      const later = layers.some(({ name }) => name === layer.input) ? ', which comes later' : ', which does not exist';
      refuse(
        'B305',
        [...path, 'input'],
        `${formatPath(path)} ("${layer.name}") reads "${layer.input}"${later}`,
        `name an earlier layer: ${known.join(', ')}`,
      );
    }
    checkPoolConsumers(layers, layer, place, refuse);
    shapes.set(layer.name, layerShape(layer, path, source, shapes, refuse));
    if (layer.type === 'averagePool') checkPool(layers, place, refuse);
  });
  checkLast(classes, layers, shapes, refuse);
}

/** The shape of a layer's result, its own fields checked against its input's. */
function layerShape(
  layer: DocumentLayer,
  path: Path,
  source: Shape,
  shapes: Map<string, Shape>,
  refuse: Refuse,
): Shape {
  const place = `${formatPath(path)} ("${layer.name}")`;
  const requireEqual = (code: string, field: string, value: number, expected: number, unit: string): void => {
    if (value === expected) return;
    const message = `${formatPath(path)}.${field} is ${value}, but "${layer.input}" has ${expected} ${unit}`;
    refuse(code, [...path, field], message, `set ${field} to ${expected}, or correct the layer's input`);
  };
  if (layer.type === 'averagePool') {
    requireEqual('B304', 'channels', layer.channels, source.channels, 'channels');
    requireEqual('B309', 'inLength', layer.inLength, source.length, 'positions');
    return { channels: source.channels, length: 1 };
  }
  if (layer.type === 'linear') {
    requireEqual('B304', 'inFeatures', layer.inFeatures, source.channels, 'channels');
    if (source.length !== 1) {
      refuse(
        'B315',
        [...path, 'input'],
        `${place} is linear, but its input "${layer.input}" has ${source.length} positions`,
        `pool "${layer.input}" first, or use a conv1d with kernel ${source.length}`,
      );
    }
    return { channels: layer.outFeatures, length: 1 };
  }
  requireEqual('B304', 'inChannels', layer.inChannels, source.channels, 'channels');
  requireEqual('B309', 'inLength', layer.inLength, source.length, 'positions');
  const { kernel, padding, stride, inLength, outLength } = layer;
  const half = Math.floor(kernel / 2);
  if (padding !== 0 && padding !== half) {
    refuse(
      'B310',
      [...path, 'padding'],
      `${formatPath(path)}.padding is ${padding}; the hardware pads by 0 or by half the kernel`,
      `set it to 0 or to ${half} and train the network so`,
    );
  }
  const room = inLength + 2 * padding - kernel;
  if (room < 0) {
    refuse(
      'B309',
      [...path, 'kernel'],
      `${place} has a kernel of ${kernel}, longer than its padded input of ${inLength + 2 * padding}`,
      'use a shorter kernel, or pad the input by half of it',
    );
  }
  const length = Math.floor(room / stride) + 1;
  if (outLength !== length) {
    refuse(
      'B309',
      [...path, 'outLength'],
      `${formatPath(path)}.outLength is ${outLength}, but length ${inLength}, kernel ${kernel}, stride ${stride} and padding ${padding} give ${length}`,
      `set outLength to ${length}, or correct the others`,
    );
  }
  const shape = { channels: layer.outChannels, length };
  if (layer.residual) checkResidual(layer.residual, place, shape, path, shapes, refuse);
  return shape;
}

function checkResidual(
  name: string,
  place: string,
  shape: Shape,
  path: Path,
  shapes: Map<string, Shape>,
  refuse: Refuse,
): void {
  const residual = shapes.get(name);
  if (residual === undefined) {
    refuse(
      'B305',
      [...path, 'residual'],
      `${place} adds "${name}", which is no earlier layer`,
      `name an earlier layer: ${[...shapes.keys()].join(', ')}`,
    );
  }
  if (residual.channels === shape.channels && residual.length === shape.length) return;
  refuse(
    'B307',
    [...path, 'residual'],
    `${place} gives ${show(shape)}, but its residual "${name}" has ${show(residual)}`,
    'add a map of the same shape: a conv1d of kernel 1 brings the branch to it',
  );
}

function checkPool(layers: readonly DocumentLayer[], place: number, refuse: Refuse): void {
  const pool = layers[place]!;
  const before = layers[place - 1];
  const shown = `${formatPath(['layers', place])} ("${pool.name}")`;
  if (before === undefined || before.type !== 'conv1d' || before.name !== pool.input) {
    refuse(
      'B308',
      ['layers', place, 'input'],
      `${shown} pools "${pool.input}", which is not a conv1d right before it`,
      'put the pool right after its conv1d: the hardware pools what that layer computes',
    );
  }
}

/** A map that is pooled exists in the hardware only pooled. */
function checkPoolConsumers(
  layers: readonly DocumentLayer[],
  layer: DocumentLayer,
  place: number,
  refuse: Refuse,
): void {
  for (const field of ['input', 'residual'] as const) {
    const name = field === 'input' ? layer.input : layer.type === 'conv1d' ? layer.residual : undefined;
    const pool = layers.slice(0, place).find((earlier) => earlier.type === 'averagePool' && earlier.input === name);
    if (!name || pool === undefined) continue;
    refuse(
      'B308',
      ['layers', place, field],
      `${formatPath(['layers', place])} ("${layer.name}") reads "${name}", which "${pool.name}" pools`,
      `read "${pool.name}" instead, or pool a copy: the hardware keeps a pooled layer only pooled`,
    );
  }
}

function checkLast(
  classes: readonly string[],
  layers: readonly DocumentLayer[],
  shapes: Map<string, Shape>,
  refuse: Refuse,
): void {
  const last = layers.at(-1)!;
  const path: Path = ['layers', layers.length - 1];
  if (last.type === 'averagePool') {
    refuse(
      'B311',
      path,
      `the network ends with the pool "${last.name}", which gives no scores`,
      'end with a conv1d or linear layer whose output channels are the classes',
    );
  }
  const { channels } = shapes.get(last.name)!;
  if (channels === classes.length) return;
  refuse(
    'B314',
    path,
    `the last layer "${last.name}" gives ${channels} scores, but there are ${classes.length} classes`,
    'name one class for each output channel of the last layer',
  );
}
