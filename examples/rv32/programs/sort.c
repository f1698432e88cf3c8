/* Sorts numbers of a linear congruential generator by quicksort with insertion sort below. */
#include "system.h"

#define COUNT 1000
static int32_t numbers[COUNT];

static void sort(int32_t *first, int32_t *last) {
  while (last - first > 8) {
    int32_t pivot = first[(last - first) / 2];
    int32_t *low = first, *high = last;
    while (low <= high) {
      while (*low < pivot) low++;
      while (*high > pivot) high--;
      if (low <= high) {
        int32_t kept = *low;
        *low++ = *high;
        *high-- = kept;
      }
    }
    sort(first, high);
    first = low;
  }
  for (int32_t *next = first + 1; next <= last; next++) {
    int32_t value = *next, *to = next;
    for (; to > first && to[-1] > value; to--) *to = to[-1];
    *to = value;
  }
}

int main(void) {
  uint32_t state = 1, sum = 0;
  for (int i = 0; i < COUNT; i++) {
    state = state * 1664525u + 1013904223u;
    numbers[i] = (int32_t)state;
    sum += state;
  }
  sort(numbers, numbers + COUNT - 1);
  for (int i = 0; i < COUNT; i++) sum -= (uint32_t)numbers[i];
  for (int i = 1; i < COUNT; i++) {
    if (numbers[i - 1] > numbers[i]) return 1;
  }
  print("%d %d %d %u\n", numbers[0], numbers[COUNT / 2], numbers[COUNT - 1], sum);
  return 0;
}
