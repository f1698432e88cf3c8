// A cell: the product of what passes to the right and what passes down is added to a sum, which stays.
//
// elementBits = 8
// sumBits     = 24
//
// source: examples/systolic/systolic.ts:30
`default_nettype none

module Cell (
  input  logic               clock,
  input  logic               reset,
  input  logic signed [7:0]  left,
  input  logic signed [7:0]  above,
  input  logic               drains,    // The sums move up by one cell.
  input  logic signed [23:0] sumBelow,
  output logic signed [7:0]  right,
  output logic signed [7:0]  below,
  output logic signed [23:0] sum
);

  logic signed [23:0] sum_register;
  logic signed [7:0]  right_register;
  logic signed [7:0]  below_register;
  logic signed [15:0] sum_register_product;

  assign sum_register_product = left * above;

  always_ff @(posedge clock) begin
    if (reset) begin
      sum_register <= 24'sd0;
      right_register <= 8'sd0;
      below_register <= 8'sd0;
    end else begin
      sum_register <= drains ? sumBelow : sum_register + 24'(sum_register_product);
      right_register <= left;
      below_register <= above;
    end
  end

  assign right = right_register;
  assign below = below_register;
  assign sum   = sum_register;
endmodule

`default_nettype wire
