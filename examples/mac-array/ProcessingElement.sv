// One processing element: an 8-bit product, registered, and a 32-bit sum that it is added to.
//
// source: examples/mac-array/mac-array.ts:17
`default_nettype none

module ProcessingElement (
  input  logic               clock,
  input  logic               clear,
  input  logic               accumulate,
  input  logic signed [7:0]  feature,
  input  logic signed [7:0]  weight,
  output logic signed [31:0] sum
);

  logic signed [15:0] product;
  logic signed [31:0] sum_register;

  always_ff @(posedge clock) begin
    product <= feature * weight;
  end

  always_ff @(posedge clock) begin
    if (clear) begin
      sum_register <= 32'sd0;
    end else if (accumulate) begin
      sum_register <= sum_register + 32'(product);
    end
  end

  assign sum = sum_register;
endmodule

`default_nettype wire
