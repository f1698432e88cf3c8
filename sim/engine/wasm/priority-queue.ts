/** Gives the item of the lowest number first. */
export class PriorityQueue<Item> {
  readonly #heap: { readonly item: Item; readonly number: number }[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(item: Item, number: number): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push({ item, number });
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (heap[above]!.number <= number) break;
      this.#swap(place, above);
      place = above;
    }
  }

  take(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.item;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let place = 0; ; ) {
      let least = place;
      for (const below of [2 * place + 1, 2 * place + 2]) {
        if (below < heap.length && heap[below]!.number < heap[least]!.number) least = below;
      }
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }
}
