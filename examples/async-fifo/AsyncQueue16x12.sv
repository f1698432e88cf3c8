// A queue with one clock for what enters, `write`, and another for what leaves, `read`. Its positions cross as Gray
// codes, of which one bit changes at a time: each side sees where the other was some cycles before, which is safe. Both
// resets must be active at the same time once; a reset of one side alone loses words.
//
// payload = uint(12)
// depth   = 16
// stages  = 2
//
// source: generators/blocks/crossing/async-queue.ts:40
`default_nettype none

module AsyncQueue16x12 (
  input  logic        write_clock,
  input  logic        write_reset,
  input  logic        read_clock,
  input  logic        read_reset,
  input  logic        incoming_valid,
  input  logic [11:0] incoming_payload,
  output logic        incoming_ready,
  output logic        outgoing_valid,
  output logic [11:0] outgoing_payload,
  input  logic        outgoing_ready
);

  logic [4:0] writeCode;
  logic [4:0] readCode;
  logic [4:0] writePosition;
  logic [4:0] writeGray;
  (* async_reg = "true" *)
  logic [4:0] stage_0;
  (* async_reg = "true" *)
  logic [4:0] readSeen;
  logic       full;
  logic [4:0] next_0;
  logic [4:0] readPosition;
  logic [4:0] readGray;
  logic       offered;
  (* async_reg = "true" *)
  logic [4:0] stage_1;
  (* async_reg = "true" *)
  logic [4:0] writeSeen;
  logic       fetches;
  logic [4:0] next_1;
  logic       words_writeEnable;

  always_ff @(posedge write_clock) begin
    if (write_reset) begin
      stage_0 <= 5'd0;
      readSeen <= 5'd0;
    end else begin
      stage_0 <= readCode;
      readSeen <= stage_0;
    end
  end

  assign words_writeEnable = incoming_valid & incoming_ready;

  AsyncQueueWords16x12 words (
    .writeClock  (write_clock),
    .readClock   (read_clock),
    .writeEnable (words_writeEnable),
    .writeAddress(writePosition[3:0]),
    .writeData   (incoming_payload),
    .readEnable  (fetches),
    .readAddress (readPosition[3:0]),
    .readData    (outgoing_payload)
  );

  assign full           = writeGray == (readSeen ^ 5'd24);
  assign incoming_ready = ~full;

  always_ff @(posedge write_clock) begin
    if (write_reset) begin
      writePosition <= 5'd0;
      writeGray <= 5'd0;
    end else if (incoming_valid && incoming_ready) begin
      writePosition <= next_0;
      writeGray <= next_0 ^ 5'(next_0[4:1]);
    end
  end

  assign next_0    = writePosition + 5'd1;
  assign writeCode = writeGray;

  always_ff @(posedge read_clock) begin
    if (read_reset) begin
      stage_1 <= 5'd0;
      writeSeen <= 5'd0;
    end else begin
      stage_1 <= writeCode;
      writeSeen <= stage_1;
    end
  end

  assign fetches = (readGray != writeSeen) & (~offered | outgoing_ready);

  always_ff @(posedge read_clock) begin
    if (read_reset) begin
      readPosition <= 5'd0;
      readGray <= 5'd0;
    end else if (fetches) begin
      readPosition <= next_1;
      readGray <= next_1 ^ 5'(next_1[4:1]);
    end
  end

  assign next_1 = readPosition + 5'd1;

  always_ff @(posedge read_clock) begin
    if (read_reset) begin
      offered <= 1'b0;
    end else begin
      offered <= fetches | (offered & ~outgoing_ready);
    end
  end

  assign outgoing_valid = offered;
  assign readCode       = readGray;
endmodule

`default_nettype wire
