static inline __attribute__((always_inline)) int clamp(int i) { return i < 0 ? *(volatile int *)0 : i; }
static inline __attribute__((always_inline)) int outer(int i) {
  return clamp(i) + 1;
}
int at(int i) {
  return outer(i) * 2;
}
