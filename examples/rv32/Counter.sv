// A 64-bit counter whose halves can be written. What an instruction writes is what the next one reads: a written
// counter does not count in the same cycle.
//
// source: examples/rv32/counters.ts:7
`default_nettype none

module Counter (
  input  logic        clock,
  input  logic        reset,
  input  logic        counts,
  input  logic        writeLow,
  input  logic        writeHigh,
  input  logic [31:0] writeData,
  output logic [31:0] low,
  output logic [31:0] high
);

  logic [31:0] low_register;
  logic [31:0] high_register;
  logic [63:0] sum;

  assign sum = {high_register, low_register} + 64'd1;

  always_ff @(posedge clock) begin
    if (reset) begin
      low_register <= 32'd0;
      high_register <= 32'd0;
    end else if (writeLow) begin
      low_register <= writeData;
    end else if (writeHigh) begin
      high_register <= writeData;
    end else if (counts) begin
      low_register <= sum[31:0];
      high_register <= sum[63:32];
    end
  end

  assign low  = low_register;
  assign high = high_register;
endmodule

`default_nettype wire
