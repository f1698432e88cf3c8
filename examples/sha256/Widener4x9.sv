// Collects elements into vectors, the first being element 0. The last element of a vector passes through.
//
// element = uint(9)
// count   = 4
//
// source: generators/blocks/streams/width.ts:29
`default_nettype none

module Widener4x9 (
  input  logic        clock,
  input  logic        reset,
  input  logic        incoming_valid,
  input  logic [8:0]  incoming_payload,
  output logic        incoming_ready,
  output logic        outgoing_valid,
  output logic [35:0] outgoing_payload,
  input  logic        outgoing_ready
);

  logic [26:0] earlier;
  logic [1:0]  position;
  logic        isLast;

  assign isLast           = position == 2'd3;
  assign outgoing_valid   = incoming_valid & isLast;
  assign outgoing_payload = {incoming_payload, earlier};
  assign incoming_ready   = ~isLast | outgoing_ready;

  always_ff @(posedge clock) begin
    if (reset) begin
      position <= 2'd0;
    end else if (incoming_valid && incoming_ready) begin
      position <= isLast ? 2'd0 : position + 2'd1;
    end
  end

  always_ff @(posedge clock) begin
    if (incoming_valid && incoming_ready && !isLast) begin
      if (position < 2'd3) earlier[5'(position) * 5'd9 +: 9] <= incoming_payload;
    end
  end
endmodule

`default_nettype wire
