// An N×N array: weights run along the rows, features along the columns, `out` shows the sums of one row.
//
// size = 8
//
// source: examples/mac-array/mac-array.ts:35
`default_nettype none

module OuterProductArray (
  input  logic         clock,
  input  logic         reset,
  input  logic         clear,
  input  logic         enable,
  input  logic [63:0]  features,
  input  logic [63:0]  weights,
  input  logic [2:0]   row,
  output logic [255:0] out
);

  logic          accumulate;
  logic [2047:0] sums;
  logic [2047:0] elements_sum;

  always_ff @(posedge clock) begin
    if (reset) begin
      accumulate <= 1'b0;
    end else begin
      accumulate <= enable;
    end
  end

  for (genvar i = 0; i < 8; i++) begin : gen_elements_row
    for (genvar j = 0; j < 8; j++) begin : gen_elements_column
      ProcessingElement elements (
        .clock     (clock),
        .clear     (clear),
        .accumulate(accumulate),
        .feature   (features[8*j +: 8]),
        .weight    (weights[8*i +: 8]),
        .sum       (elements_sum[32*(8*i + j) +: 32])
      );
    end
  end

  assign sums = elements_sum;
  assign out  = sums[{row, 8'd0} +: 256];
endmodule

`default_nettype wire
