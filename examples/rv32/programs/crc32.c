/* CRC-32 of a text and of 4096 made-up bytes, by bit and by table. */
#include "system.h"

static uint32_t table[256];

static uint32_t step(uint32_t value) {
  for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
  return value;
}

static uint32_t crc_by_bit(const uint8_t *bytes, size_t count) {
  uint32_t crc = 0xffffffffu;
  while (count-- > 0) crc = step(crc & 0xff ^ *bytes++) ^ crc >> 8;
  return ~crc;
}

static uint32_t crc_by_table(const uint8_t *bytes, size_t count) {
  uint32_t crc = 0xffffffffu;
  while (count-- > 0) crc = table[(crc ^ *bytes++) & 0xff] ^ crc >> 8;
  return ~crc;
}

int main(void) {
  static uint8_t bytes[4096];
  for (int i = 0; i < 4096; i++) bytes[i] = (uint8_t)(i * 7 + (i >> 8));
  for (int i = 0; i < 256; i++) table[i] = step(i);
  print("%08x\n", crc_by_bit((const uint8_t *)"123456789", 9));
  print("%08x %08x\n", crc_by_bit(bytes, sizeof bytes), crc_by_table(bytes, sizeof bytes));
  return 0;
}
