#include "system.h"

static void print_number(uint32_t value, unsigned base, int negative, int width, char fill) {
  char digits[12];
  int count = 0;
  do {
    digits[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  if (negative && fill == '0') CONSOLE = '-';
  for (int i = count + negative; i < width; i++) CONSOLE = fill;
  if (negative && fill != '0') CONSOLE = '-';
  while (count > 0) CONSOLE = digits[--count];
}

void print(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  for (; *format; format++) {
    if (*format != '%') {
      CONSOLE = *format;
      continue;
    }
    format++;
    char fill = *format == '0' ? '0' : ' ';
    int width = 0;
    while (*format >= '0' && *format <= '9') width = 10 * width + *format++ - '0';
    switch (*format) {
      case 'd': {
        int value = va_arg(arguments, int);
        print_number(value < 0 ? -(uint32_t)value : (uint32_t)value, 10, value < 0, width, fill);
        break;
      }
      case 'u':
        print_number(va_arg(arguments, unsigned), 10, 0, width, fill);
        break;
      case 'x':
        print_number(va_arg(arguments, unsigned), 16, 0, width, fill);
        break;
      case 'c':
        CONSOLE = va_arg(arguments, int);
        break;
      case 's':
        for (const char *text = va_arg(arguments, const char *); *text; text++) CONSOLE = *text;
        break;
      default:
        CONSOLE = *format;
    }
  }
  va_end(arguments);
}

/* The compiler calls these for structures and arrays. */
void *memcpy(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  for (const uint8_t *source = from; count > 0; count--) *target++ = *source++;
  return to;
}

void *memset(void *to, int value, size_t count) {
  for (uint8_t *target = to; count > 0; count--) *target++ = value;
  return to;
}
