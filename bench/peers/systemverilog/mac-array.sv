// The array of examples/mac-array as one writes it by hand.
module ProcessingElement (
  input  logic               clock,
  input  logic               clear,
  input  logic               accumulate,
  input  logic signed [7:0]  feature,
  input  logic signed [7:0]  weight,
  output logic signed [31:0] sum
);
  logic signed [15:0] product;

  always_ff @(posedge clock) begin
    product <= feature * weight;
    if (clear) sum <= 0;
    else if (accumulate) sum <= sum + product;
  end
endmodule

module OuterProductArray #(
  parameter int SIZE = 8
) (
  input  logic                    clock,
  input  logic                    reset,
  input  logic                    clear,
  input  logic                    enable,
  input  logic [8*SIZE-1:0]       features,
  input  logic [8*SIZE-1:0]       weights,
  input  logic [$clog2(SIZE)-1:0] row,
  output logic [32*SIZE-1:0]      out
);
  logic               accumulate;
  logic [32*SIZE-1:0] sums [0:SIZE-1];

  always_ff @(posedge clock) accumulate <= reset ? 1'b0 : enable;

  for (genvar y = 0; y < SIZE; y++) begin : gen_row
    for (genvar x = 0; x < SIZE; x++) begin : gen_column
      ProcessingElement element (
        .clock     (clock),
        .clear     (clear),
        .accumulate(accumulate),
        .feature   (features[8*x +: 8]),
        .weight    (weights[8*y +: 8]),
        .sum       (sums[y][32*x +: 32])
      );
    end
  end

  assign out = sums[row];
endmodule
