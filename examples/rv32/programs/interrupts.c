/* Timer and software interrupts while the program computes and while it sleeps, and an exception that is stepped over. */
#include "system.h"

static volatile int timer_interrupts, software_interrupts, exceptions;
static volatile uint32_t last_value;

uint32_t handle_trap(uint32_t cause, uint32_t address) {
  if (cause == 0x80000007) {
    timer_interrupts++;
    TIMER_COMPARE_LOW = TIMER_LOW + 500;
  } else if (cause == 0x80000003) {
    software_interrupts++;
    SOFTWARE_INTERRUPT = 0;
  } else {
    exceptions++;
    last_value = read_csr(mtval);
    return address + ((*(volatile uint16_t *)address & 3) == 3 ? 4 : 2);
  }
  return address;
}

int main(void) {
  TIMER_COMPARE_HIGH = 0;
  TIMER_COMPARE_LOW = TIMER_LOW + 500;
  write_csr(mie, 0x88);
  set_csr(mstatus, 8);

  uint32_t value = 1, number = 0;
  while (timer_interrupts < 10) {
    value = value * 1103515245u + 12345u;
    number += value % 7 == 0;
    if (software_interrupts < 5 && timer_interrupts > 2 * software_interrupts) SOFTWARE_INTERRUPT = 1;
  }
  print("%d timer, %d software, %s\n", timer_interrupts, software_interrupts, number > 0 ? "computed" : "did not compute");

  int before = timer_interrupts;
  asm volatile("wfi");
  asm volatile("wfi");
  print("%d while asleep\n", timer_interrupts - before);

  write_csr(mie, 0);
  asm volatile("ecall");
  asm volatile(".half 0");
  print("%d exceptions, the last of %x\n", exceptions, last_value);
  asm volatile("sw zero, 0(%0)" : : "r"(0x80020002) : "memory");
  print("%d exceptions, the last for %x\n", exceptions, last_value);
  return exceptions == 3 ? 0 : 1;
}
