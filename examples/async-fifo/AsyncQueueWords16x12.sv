// 16 words of 12 bits: one port that writes and one that reads, each with its clock; undefined where both meet
//
// source: generators/blocks/crossing/async-queue.ts:50
`default_nettype none

module AsyncQueueWords16x12 (
  input  logic        writeClock,
  input  logic        readClock,
  input  logic        writeEnable,
  input  logic [3:0]  writeAddress,
  input  logic [11:0] writeData,
  input  logic        readEnable,
  input  logic [3:0]  readAddress,
  output logic [11:0] readData
);

  logic [11:0] memory_words [0:15];

  always_ff @(posedge writeClock) begin
    if (writeEnable) memory_words[writeAddress] <= writeData;
  end

  always_ff @(posedge readClock) begin
    if (readEnable) readData <= memory_words[readAddress];
  end
endmodule

`default_nettype wire
