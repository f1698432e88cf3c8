// Fills messages up to whole blocks of 64 bytes: behind the message a byte 0x80, zeros, and in the last 8 bytes the
// message's length in bits. Messages are shorter than 2^61 bytes. One byte per cycle; four make a word.
//
// source: examples/sha256/padder.ts:19
`default_nettype none

module Padder (
  input  logic        clock,
  input  logic        reset,
  input  logic        bytes_valid,
  input  logic [7:0]  bytes_payload_byte,
  input  logic        bytes_payload_end,
  output logic        bytes_ready,
  output logic        words_valid,
  output logic [31:0] words_payload_word,
  output logic        words_payload_last,
  input  logic        words_ready
);

  typedef enum logic [1:0] {
    Message = 2'd0,
    Zeros   = 2'd1,
    Length  = 2'd2
  } PadderPhase;

  PadderPhase  phase;
  logic [5:0]  position;
  logic [60:0] length;
  logic [63:0] lengthBytes;
  logic        padded_valid;
  logic [8:0]  padded_payload;
  logic        padded_ready;
  logic        moves;
  logic        isBeforeLength;
  logic [2:0]  place;
  logic [8:0]  elements_0;
  logic [8:0]  elements_1;
  logic [8:0]  elements_2;
  logic [8:0]  elements_3;
  logic [35:0] fours_outgoing_payload;

  assign lengthBytes = {length, 3'd0};
  assign moves       = padded_valid & padded_ready;

  always_ff @(posedge clock) begin
    if (reset) begin
      position <= 6'd0;
    end else if (moves) begin
      position <= position + 6'd1;
    end
  end

  always @* begin
    bytes_ready = 1'b0;
    padded_valid = 1'b1;
    padded_payload = 9'd0;
    case (phase)
      Message: begin
        bytes_ready = padded_ready;
        padded_valid = bytes_valid;
        padded_payload = bytes_payload_end ? 9'd128 : 9'(bytes_payload_byte);
      end
      Length: padded_payload = {&place, lengthBytes[{~place, 3'd0} +: 8]};
      default: ;
    endcase
  end

  assign isBeforeLength = position == 6'd55;

  always_ff @(posedge clock) begin
    if (reset) begin
      length <= 61'd0;
      phase <= Message;
    end else begin
      case (phase)
        Message: begin
          if (moves && !bytes_payload_end) length <= length + 61'd1;
          if (moves && bytes_payload_end && isBeforeLength) begin
            phase <= Length;
          end else if (moves && bytes_payload_end) begin
            phase <= Zeros;
          end
        end
        Zeros: begin
          if (moves && isBeforeLength) phase <= Length;
        end
        Length: begin
          if (moves && position == 6'd63) begin
            length <= 61'd0;
            phase <= Message;
          end
        end
        default: ;
      endcase
    end
  end

  assign place = position[2:0];

  Widener4x9 fours (
    .clock           (clock),
    .reset           (reset),
    .incoming_valid  (padded_valid),
    .incoming_payload(padded_payload),
    .incoming_ready  (padded_ready),
    .outgoing_valid  (words_valid),
    .outgoing_payload(fours_outgoing_payload),
    .outgoing_ready  (words_ready)
  );

  assign elements_0         = fours_outgoing_payload[8:0];
  assign elements_1         = fours_outgoing_payload[17:9];
  assign elements_2         = fours_outgoing_payload[26:18];
  assign elements_3         = fours_outgoing_payload[35:27];
  assign words_payload_word = {elements_0[7:0], elements_1[7:0], elements_2[7:0], elements_3[7:0]};
  assign words_payload_last = elements_3[8];

  wire unused = &{1'b0, elements_0[8], elements_1[8], elements_2[8]};
endmodule

`default_nettype wire
