// Lines of a matrix, of which line i is i cycles late; zeros where nothing is valid.
//
// size        = 4
// elementBits = 8
//
// source: examples/systolic/systolic.ts:46
`default_nettype none

module Skew (
  input  logic        clock,
  input  logic        reset,
  input  logic        valid,
  input  logic [31:0] lines,
  output logic [31:0] skewed
);

  logic signed [7:0] delayed_0;
  logic signed [7:0] delayed_stage_0;
  logic signed [7:0] delayed_1;
  logic signed [7:0] delayed_stage_1;
  logic signed [7:0] delayed_stage_2;
  logic signed [7:0] delayed_2;

  always_ff @(posedge clock) begin
    if (reset) begin
      delayed_0 <= 8'sd0;
      delayed_stage_0 <= 8'sd0;
      delayed_1 <= 8'sd0;
      delayed_stage_1 <= 8'sd0;
      delayed_stage_2 <= 8'sd0;
      delayed_2 <= 8'sd0;
    end else begin
      delayed_0 <= valid ? lines[15:8] : 8'sd0;
      delayed_stage_0 <= valid ? lines[23:16] : 8'sd0;
      delayed_1 <= delayed_stage_0;
      delayed_stage_1 <= valid ? lines[31:24] : 8'sd0;
      delayed_stage_2 <= delayed_stage_1;
      delayed_2 <= delayed_stage_2;
    end
  end

  assign skewed = {delayed_2, delayed_1, delayed_0, valid ? lines[7:0] : 8'sd0};
endmodule

`default_nettype wire
