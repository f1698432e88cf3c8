// The registers x0 to x31, once for each operand.
//
// 32 words of 32 bits: one port that writes and one that reads; the old word where both meet
//
// source: examples/rv32/register-file.ts:52
`default_nettype none

module BlockRegisters (
  input  logic        clock,
  input  logic        writeEnable,
  input  logic [4:0]  writeAddress,
  input  logic [31:0] writeData,
  input  logic        readEnable,
  input  logic [4:0]  readAddress,
  output logic [31:0] readData
);

  logic [31:0] memory_words [0:31];

  always_ff @(posedge clock) begin
    if (writeEnable) memory_words[writeAddress] <= writeData;
    if (readEnable) readData <= memory_words[readAddress];
  end
endmodule

`default_nettype wire
