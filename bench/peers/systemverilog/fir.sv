// The low-pass filter of examples/fir as one writes it by hand: a tap of its own for each coefficient. The sum of the
// coefficients' magnitudes is 8565, so that 26 bits hold every sum.
module Fir (
  input  logic               clock,
  input  logic               reset,
  input  logic signed [11:0] x,
  output logic signed [11:0] y
);
  logic signed [11:0] delayed [1:6];
  logic signed [25:0] sum;
  logic signed [13:0] rounded;

  assign sum = x * -14'sd93 + delayed[1] * 14'sd399 + delayed[2] * 14'sd2141 + delayed[3] * 14'sd3299 +
               delayed[4] * 14'sd2141 + delayed[5] * 14'sd399 + delayed[6] * -14'sd93;

  // To the nearest; halves to the even neighbour.
  assign rounded = $signed({sum[25], sum[25:13]}) + $signed({1'b0, sum[12] & (sum[13] | |sum[11:0])});

  always_ff @(posedge clock) begin
    if (reset) begin
      for (int tap = 1; tap <= 6; tap++) delayed[tap] <= 0;
      y <= 0;
    end else begin
      delayed[1] <= x;
      for (int tap = 2; tap <= 6; tap++) delayed[tap] <= delayed[tap-1];
      if (rounded[13:11] == 3'b000 || rounded[13:11] == 3'b111) y <= rounded[11:0];
      else y <= {rounded[13], {11{~rounded[13]}}};
    end
  end
endmodule
