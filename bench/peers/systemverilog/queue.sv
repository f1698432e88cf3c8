// The queue of 16 words of 32 bits as one writes it by hand: the words in a memory with a read port without a clock.
module Queue16x32 (
  input  logic        clock,
  input  logic        reset,
  input  logic        incoming_valid,
  input  logic [31:0] incoming_payload,
  output logic        incoming_ready,
  output logic        outgoing_valid,
  output logic [31:0] outgoing_payload,
  input  logic        outgoing_ready,
  output logic [4:0]  count
);
  logic [31:0] words [0:15];
  logic [3:0]  write_index, read_index;
  logic        writes, reads;

  assign incoming_ready   = !count[4];
  assign outgoing_valid   = count != 0;
  assign outgoing_payload = words[read_index];
  assign writes           = incoming_valid && incoming_ready;
  assign reads            = outgoing_valid && outgoing_ready;

  always_ff @(posedge clock) if (writes) words[write_index] <= incoming_payload;

  always_ff @(posedge clock) begin
    if (reset) begin
      write_index <= 0;
      read_index  <= 0;
      count       <= 0;
    end else begin
      if (writes) write_index <= write_index + 1'b1;
      if (reads) read_index <= read_index + 1'b1;
      if (writes && !reads) count <= count + 1'b1;
      if (!writes && reads) count <= count - 1'b1;
    end
  end
endmodule
