/* Prints numbers in every form that print() has. */
#include "system.h"

int main(void) {
  print("Hello from RV32IMC\n");
  print("%d %d %u %x\n", 42, -2147483647 - 1, 4294967295u, 0xdeadbeef);
  print("[%6d] [%06d] [%08x] [%c] [%s] [%%]\n", -42, -42, 0xbeef, 'x', "text");
  return 0;
}
