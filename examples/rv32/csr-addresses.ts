/** The control and status registers that the core has. */
export const csrAddresses = {
  mstatus: 0x300,
  misa: 0x301,
  mie: 0x304,
  mtvec: 0x305,
  mstatush: 0x310,
  mcountinhibit: 0x320,
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  mcycle: 0xb00,
  minstret: 0xb02,
  mcycleh: 0xb80,
  minstreth: 0xb82,
  cycle: 0xc00,
  instret: 0xc02,
  cycleh: 0xc80,
  instreth: 0xc82,
  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
  mconfigptr: 0xf15,
} as const;

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, offset) => first + offset);

/**
 * Registers that exist, read as 0 and ignore what is written: events that the core does not count, regions that it does
 * not protect, triggers that it does not have, and its identity.
 */
export const zeroCsrs: readonly number[] = [
  csrAddresses.mstatush,
  ...range(0x323, 0x33f),
  ...range(0x3a0, 0x3a3),
  ...range(0x3b0, 0x3bf),
  ...range(0x7a0, 0x7a3),
  ...range(0xb03, 0xb1f),
  ...range(0xb83, 0xb9f),
  ...range(0xc03, 0xc1f),
  ...range(0xc83, 0xc9f),
  csrAddresses.mvendorid,
  csrAddresses.marchid,
  csrAddresses.mimpid,
  csrAddresses.mconfigptr,
];
