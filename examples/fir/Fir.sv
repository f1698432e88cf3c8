// A filter in fixed-point arithmetic: each result is the sum of the last samples, weighted by the coefficients. The sum
// is exact; it is rounded and brought into range once, at the end. One sample per cycle, one cycle later.
//
// coefficients            = [-0.0114, 0.0487, 0.2613, 0.4027, 0.2613, 0.0487, -0.0114]
// sampleBits              = 12
// coefficientFractionBits = 13
// rounding                = half-even
//
// source: examples/fir/fir.ts:26
`default_nettype none

module Fir (
  input  logic               clock,
  input  logic               reset,
  input  logic signed [11:0] x,      // A new sample every cycle.
  output logic signed [11:0] y
);

  logic signed [11:0] samples_stage_0;
  logic signed [11:0] samples_stage_1;
  logic signed [11:0] samples_stage_2;
  logic signed [11:0] samples_stage_3;
  logic signed [11:0] samples_stage_4;
  logic signed [11:0] samples_stage_5;
  logic signed [25:0] sum;
  logic signed [11:0] rounded;
  logic signed [11:0] y_register;
  logic signed [25:0] sum_product;
  logic signed [25:0] sum_product_2;
  logic signed [25:0] sum_product_3;
  logic signed [25:0] sum_product_4;
  logic signed [25:0] sum_product_5;
  logic signed [25:0] sum_product_6;
  logic signed [25:0] sum_product_7;
  logic signed [13:0] rounded_sum;

  always_ff @(posedge clock) begin
    if (reset) begin
      samples_stage_0 <= 12'sd0;
      samples_stage_1 <= 12'sd0;
      samples_stage_2 <= 12'sd0;
      samples_stage_3 <= 12'sd0;
      samples_stage_4 <= 12'sd0;
      samples_stage_5 <= 12'sd0;
      y_register <= 12'sd0;
    end else begin
      samples_stage_0 <= x;
      samples_stage_1 <= samples_stage_0;
      samples_stage_2 <= samples_stage_1;
      samples_stage_3 <= samples_stage_2;
      samples_stage_4 <= samples_stage_3;
      samples_stage_5 <= samples_stage_4;
      y_register <= rounded;
    end
  end

  assign sum_product   = x * -26'sd93;
  assign sum_product_2 = samples_stage_0 * 14'sd399;
  assign sum_product_3 = samples_stage_1 * 14'sd2141;
  assign sum_product_4 = samples_stage_2 * 14'sd3299;
  assign sum_product_5 = samples_stage_3 * 14'sd2141;
  assign sum_product_6 = samples_stage_4 * 14'sd399;
  assign sum_product_7 = samples_stage_5 * -26'sd93;
  assign sum           = sum_product +
                         sum_product_2 +
                         sum_product_3 +
                         sum_product_4 +
                         sum_product_5 +
                         sum_product_6 +
                         sum_product_7;
  assign rounded_sum   = 14'($signed(sum[25:13])) +
                         (14'(sum[12]) & (14'(sum[13]) | {13'd0, |sum[11:0]}));
  assign rounded       = (rounded_sum[13:11] == 3'd0 || rounded_sum[13:11] == 3'd7) ?
                           rounded_sum[11:0]
                         : rounded_sum[13] ? 12'sh800
                         : 12'sd2047;
  assign y             = y_register;
endmodule

`default_nettype wire
