// Multiplies matrices. Step k of a product is column k of the left matrix and row k of the right one; the rows of the
// product come out in order. The left matrix flows through the cells to the right, the right one down, line i of either
// i cycles late: so cell (i, j) meets row i of the one and column j of the other in step, and its sum is element (i, j).
// Between steps flow zeros, which change no sum, so that the neighbours may pause at any time.
// Without pauses a product takes 3 * size - 2 cycles and one for each step.
//
// size        = 4
// elementBits = 8
// sumBits     = 24
//
// source: examples/systolic/systolic.ts:61
`default_nettype none

module Systolic (
  input  logic        clock,
  input  logic        reset,
  input  logic        steps_valid,
  input  logic [31:0] steps_payload_column,
  input  logic [31:0] steps_payload_row,
  input  logic        steps_payload_last,
  output logic        steps_ready,
  output logic        rows_valid,
  output logic [95:0] rows_payload,
  input  logic        rows_ready
);

  typedef enum logic [1:0] {
    Feed  = 2'd0,
    Flush = 2'd1,
    Drain = 2'd2
  } Phase;

  Phase         phase;
  logic         moves;
  logic         drains;
  logic [1:0]   drained_value;
  logic         drained_isLast;
  logic         drained_wraps;
  logic [2:0]   phase_timer;
  logic [127:0] left;
  logic [127:0] above;
  logic [383:0] sumBelow;
  logic [127:0] cells_right;
  logic [127:0] cells_below;
  logic [383:0] cells_sum;
  logic [31:0]  fromLeft_skewed;
  logic [31:0]  fromAbove_skewed;

  assign moves          = steps_valid & steps_ready;
  assign drains         = rows_valid & rows_ready;
  assign drained_isLast = drained_value == 2'd3;
  assign drained_wraps  = drained_isLast & drains;

  always_ff @(posedge clock) begin
    if (reset) begin
      drained_value <= 2'd0;
    end else if (drains) begin
      drained_value <= drained_value + 2'd1;
    end
  end

  always_ff @(posedge clock) begin
    case (phase)
      Feed: begin
        if (moves && steps_payload_last) phase_timer <= 3'd5;
      end
      Flush: begin
        if (phase_timer != 3'd0) phase_timer <= phase_timer - 3'd1;
      end
      default: ;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      phase <= Feed;
    end else begin
      case (phase)
        Feed: begin
          if (moves && steps_payload_last) phase <= Flush;
        end
        Flush: begin
          if (phase_timer == 3'd0) phase <= Drain;
        end
        Drain: begin
          if (drained_wraps) phase <= Feed;
        end
        default: ;
      endcase
    end
  end

  assign steps_ready = phase == Feed;
  assign rows_valid  = phase == Drain;

  Skew fromLeft (
    .clock (clock),
    .reset (reset),
    .valid (moves),
    .lines (steps_payload_column),
    .skewed(fromLeft_skewed)
  );

  Skew fromAbove (
    .clock (clock),
    .reset (reset),
    .valid (moves),
    .lines (steps_payload_row),
    .skewed(fromAbove_skewed)
  );

  for (genvar i = 0; i < 4; i++) begin : gen_cells_row
    for (genvar j = 0; j < 4; j++) begin : gen_cells_column
      Cell cells (
        .clock   (clock),
        .reset   (reset),
        .left    (left[8*(4*i + j) +: 8]),
        .above   (above[8*(4*i + j) +: 8]),
        .drains  (drains),
        .sumBelow(sumBelow[24*(4*i + j) +: 24]),
        .right   (cells_right[8*(4*i + j) +: 8]),
        .below   (cells_below[8*(4*i + j) +: 8]),
        .sum     (cells_sum[24*(4*i + j) +: 24])
      );
    end
  end

  assign left         = {
                          cells_right[119:96], fromLeft_skewed[31:24], cells_right[87:64],
                          fromLeft_skewed[23:16], cells_right[55:32], fromLeft_skewed[15:8],
                          cells_right[23:0], fromLeft_skewed[7:0]
                        };
  assign above        = {cells_below[95:0], fromAbove_skewed};
  assign sumBelow     = {96'd0, cells_sum[383:96]};
  assign rows_payload = cells_sum[95:0];

  wire unused = &{
    1'b0,
    cells_right[127:120],
    cells_right[95:88],
    cells_right[63:56],
    cells_right[31:24],
    cells_below[127:96]
  };
endmodule

`default_nettype wire
