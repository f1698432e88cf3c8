import type { SourceLocation } from '../circuit/types.ts';
import { fail } from '../diagnostics.ts';

/** The reserved words of IEEE 1800-2017, table B.1. */
const keywords = new Set(
  `accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin bind bins
  binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config const
  constraint context continue cover covergroup coverpoint cross deassign default defparam design disable dist do edge
  else end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup endinterface endmodule
  endpackage endprimitive endprogram endproperty endsequence endspecify endtable endtask enum event eventually expect
  export extends extern final first_match for force foreach forever fork forkjoin function generate genvar global
  highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include initial inout input
  inside instance int integer interconnect interface intersect join join_any join_none large let liblist library local
  localparam logic longint macromodule matches medium modport module nand negedge nettype new nexttime nmos nor
  noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive priority program
  property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase
  randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1
  s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal showcancelled signed small
  soft solve specify specparam static string strong strong0 strong1 struct super supply0 supply1 sync_accept_on
  sync_reject_on table tagged task this throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1
  triand trior trireg type typedef union unique unique0 unsigned until until_with untyped use uwire var vectored
  virtual void wait wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor xor`.split(/\s+/),
);

/** Names of one module: legal, each given once. */
export interface Names {
  /** A new name: `wanted`, made legal, and behind it `_2`, `_3`... where it is taken already. */
  readonly take: (wanted: string) => string;
  /** A new name for what bears `wanted` in the source: with underscores behind it where it is taken or reserved. */
  readonly takeSource: (wanted: string) => string;
  readonly isTaken: (name: string) => boolean;
  /** Names for text that may be left out: none that is taken here, and what they take stays free here. */
  readonly branch: () => Names;
}

export function createNames(before: ReadonlySet<string> = new Set()): Names {
  const taken = new Set<string>(before);
  const claim = (name: string) => {
    taken.add(name);
    return name;
  };
  return {
    isTaken: (name) => taken.has(name),
    branch: () => createNames(taken),
    take(wanted) {
      const base = legal(wanted);
      let name = base;
      for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
      return claim(name);
    },
    takeSource(wanted) {
      let name = legal(wanted);
      while (taken.has(name)) name += '_';
      return claim(name);
    },
  };
}

function legal(wanted: string): string {
  const name = wanted.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_');
  return keywords.has(name) ? `${name}_` : name;
}

/**
 * The name of a module or port, as it is: others write it in their sources.
 * @throws BurinError B060 if SystemVerilog reserves it or cannot spell it.
 */
export function requireLegalName(name: string, what: string, location: SourceLocation): string {
  if (keywords.has(name))
    fail('B060', `${what} '${name}' has a name that SystemVerilog reserves`, 'give it another name', location);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    fail(
      'B060',
      `${what} '${name}' has a name that SystemVerilog cannot spell`,
      'use letters, digits and underscores only, a letter first',
      location,
    );
  return name;
}
