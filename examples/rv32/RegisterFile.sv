// Registers x0 to x31: two are read and one is written at the clock edge, in two memories of equal contents. What is
// read stays until the next read. A read of what is being written gives nothing to rely on, and `meets` tells of it.
//
// registers = block-ram
//
// source: examples/rv32/register-file.ts:22
`default_nettype none

module RegisterFile (
  input  logic        clock,
  input  logic [4:0]  firstIndex,
  input  logic [4:0]  secondIndex,
  input  logic        read,
  input  logic        write,
  input  logic [4:0]  writeIndex,
  input  logic [31:0] writeValue,
  output logic        firstMeets,   // In this cycle the register that is read is being written.
  output logic        secondMeets,
  output logic [31:0] first,        // The registers read last.
  output logic [31:0] second
);

  logic words_0_readEnable;
  logic words_1_readEnable;

  assign firstMeets         = write & (writeIndex == firstIndex);
  assign secondMeets        = write & (writeIndex == secondIndex);
  assign words_0_readEnable = read & ~firstMeets;

  BlockRegisters words_0 (
    .clock       (clock),
    .writeEnable (write),
    .writeAddress(writeIndex),
    .writeData   (writeValue),
    .readEnable  (words_0_readEnable),
    .readAddress (firstIndex),
    .readData    (first)
  );

  assign words_1_readEnable = read & ~secondMeets;

  BlockRegisters words_1 (
    .clock       (clock),
    .writeEnable (write),
    .writeAddress(writeIndex),
    .writeData   (writeValue),
    .readEnable  (words_1_readEnable),
    .readAddress (secondIndex),
    .readData    (second)
  );
endmodule

`default_nettype wire
