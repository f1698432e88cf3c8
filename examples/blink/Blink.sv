// A light that goes on and off.
//
// cycles = 6000000
//
// source: examples/blink/blink.ts:10
`default_nettype none

module Blink (
  input  logic clock,
  input  logic reset,
  output logic light
);

  logic        light_register;
  logic [22:0] tick_phase;
  logic        tick;

  assign tick = tick_phase == 23'h5b_8d7f;

  always_ff @(posedge clock) begin
    if (reset) begin
      tick_phase <= 23'd0;
    end else begin
      tick_phase <= tick ? 23'd0 : tick_phase + 23'd1;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      light_register <= 1'b0;
    end else if (tick) begin
      light_register <= ~light_register;
    end
  end

  assign light = light_register;
endmodule

`default_nettype wire
