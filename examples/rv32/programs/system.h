/* The devices of the system, and what a program without a C library needs of one. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define CONSOLE (*(volatile uint8_t *)0x10000000)
#define EXIT (*(volatile uint32_t *)0x10000004)
#define SOFTWARE_INTERRUPT (*(volatile uint32_t *)0x02000000)
#define TIMER_COMPARE_LOW (*(volatile uint32_t *)0x02004000)
#define TIMER_COMPARE_HIGH (*(volatile uint32_t *)0x02004004)
#define TIMER_LOW (*(volatile uint32_t *)0x0200bff8)

#define read_csr(name) ({ uint32_t value; asm volatile("csrr %0, " #name : "=r"(value)); value; })
#define write_csr(name, value) asm volatile("csrw " #name ", %0" : : "r"(value) : "memory")
#define set_csr(name, bits) asm volatile("csrs " #name ", %0" : : "r"(bits) : "memory")

/* Prints with %d, %u, %x, %c, %s and %%; a width with leading zeros or blanks, as in %08x. */
void print(const char *format, ...);
