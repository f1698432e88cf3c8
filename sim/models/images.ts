import type { TensorData } from '../../generators/networks/graph/types.ts';

/** The numbers of one image of a batch: the images lie one behind the other. */
export function imageOfBatch(data: TensorData, image: number, images: number): TensorData {
  const numbers = data.length / images;
  return images === 1 ? data : data.slice(image * numbers, (image + 1) * numbers);
}

/** The numbers of all images, one behind the other; `parts` are of one type. */
export function joinImages(parts: readonly TensorData[]): TensorData {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new (first!.constructor as new (length: number) => TensorData)(length);
  let place = 0;
  for (const part of parts) {
    (whole as Int8Array).set(part as Int8Array, place);
    place += part.length;
  }
  return whole;
}
