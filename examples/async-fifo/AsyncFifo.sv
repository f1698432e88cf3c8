// Leads words from one clock to another, in order and without losing any.
//
// wordBits = 12
// depth    = 16
//
// source: examples/async-fifo/async-fifo.ts:12
`default_nettype none

module AsyncFifo (
  input  logic        write_clock,
  input  logic        write_reset,
  input  logic        read_clock,
  input  logic        read_reset,
  input  logic        incoming_valid,
  input  logic [11:0] incoming_payload,
  output logic        incoming_ready,
  output logic        outgoing_valid,
  output logic [11:0] outgoing_payload,
  input  logic        outgoing_ready
);

  AsyncQueue16x12 queue (
    .write_clock     (write_clock),
    .write_reset     (write_reset),
    .read_clock      (read_clock),
    .read_reset      (read_reset),
    .incoming_valid  (incoming_valid),
    .incoming_payload(incoming_payload),
    .incoming_ready  (incoming_ready),
    .outgoing_valid  (outgoing_valid),
    .outgoing_payload(outgoing_payload),
    .outgoing_ready  (outgoing_ready)
  );
endmodule

`default_nettype wire
