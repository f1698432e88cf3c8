/*
 * A mix of what programs do: records, strings, arrays, divisions, calls and branches. Prints a checksum and the cycles
 * that its rounds took by the core's own counters.
 */
#include "system.h"

#define ROUNDS 200

struct record {
  struct record *next;
  int kind, number;
  char name[32];
};

static struct record records[4];
static int grid[20][20];

static int compare(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return (unsigned char)*a - (unsigned char)*b;
}

static void copy(char *to, const char *from) {
  while ((*to++ = *from++)) {
  }
}

__attribute__((noinline)) static int choose(int kind, int number) {
  switch (kind) {
    case 0:
      return number + 3;
    case 1:
      return number / 3;
    case 2:
      return number * 5 - 7;
    default:
      return number % 11;
  }
}

__attribute__((noinline)) static void update(struct record *record, int round) {
  struct record *next = record->next;
  *next = *record;
  next->next = &records[(round + 2) % 4];
  next->kind = (record->kind + round) & 3;
  next->number = choose(next->kind, record->number + round);
}

int main(void) {
  uint32_t sum = 0;
  for (int i = 0; i < 4; i++) {
    records[i].next = &records[(i + 1) % 4];
    records[i].kind = i;
    copy(records[i].name, "SOME TEXT OF A RECORD");
  }
  uint32_t cycles = read_csr(mcycle), instructions = read_csr(minstret);
  for (int round = 0; round < ROUNDS; round++) {
    struct record *record = &records[round % 4];
    if (record->next == record) record->next = &records[(round + 1) % 4];
    update(record, round);
    record->name[round % 20] = 'A' + round % 26;
    if (compare(record->name, record->next->name) < 0) sum += 1;
    int row = round % 20, column = (round * 7) % 20;
    grid[row][column] += record->number;
    for (int i = 0; i < 20; i++) sum += (uint32_t)grid[row][i] ^ (uint32_t)i;
    sum = sum << 1 | sum >> 31;
  }
  cycles = read_csr(mcycle) - cycles;
  instructions = read_csr(minstret) - instructions;
  print("%08x\n", sum);
  print("%u cycles, %u instructions, %u for a round\n", cycles, instructions, cycles / ROUNDS);
  return 0;
}
