/* The product of two 24x24 matrices, with sums of 64 bits. */
#include "system.h"

#define SIZE 24
static int32_t left[SIZE][SIZE], right[SIZE][SIZE];

int main(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      left[i][j] = i * 1000003 - j * 77777;
      right[i][j] = (i - j) * 123457 + 5;
    }
  }
  int64_t trace = 0;
  uint32_t mixed = 0;
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      int64_t sum = 0;
      for (int k = 0; k < SIZE; k++) sum += (int64_t)left[i][k] * right[k][j];
      if (i == j) trace += sum;
      mixed = mixed * 31 + (uint32_t)(sum >> 32) + (uint32_t)sum;
    }
  }
  print("%08x%08x %08x\n", (uint32_t)(trace >> 32), (uint32_t)trace, mixed);
  print("%d %d\n", left[7][3] / 1234, right[3][20] % 1000);
  return 0;
}
