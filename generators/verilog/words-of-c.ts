/** The words of C++20, and names of its library, that Verilator does not let stand for a port of the model it makes. */
export const wordsOfC: ReadonlySet<string> = new Set(
  `abort alignas alignof and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool catch char
  char16_t char32_t char8_t co_await co_return co_yield compl concept const_cast consteval constexpr constinit decltype
  delete double dynamic_cast explicit false float friend goto inline long mutable namespace noexcept not_eq nullptr
  operator or_eq override private public register reinterpret_cast requires short sizeof static_assert static_cast
  synchronized template thread_local throw true try typeid typename uint16_t uint32_t uint8_t using volatile wchar_t
  xor_eq`.split(/\s+/),
);
