// The other end of a line. It looks at the line through synchronisers and finds the edges there: its clock is at least
// ten times as fast as the line's, or eight times where the line is driven in step with it. Each word that is received
// goes with one that is sent; where none waits when the first bit is due, zeros are sent.
//
// mode     = 0
// wordBits = 8
//
// source: examples/spi/peripheral.ts:10
`default_nettype none

module Peripheral (
  input  logic       clock,
  input  logic       reset,
  input  logic       outgoing_valid,
  input  logic [7:0] outgoing_payload,
  output logic       outgoing_ready,
  output logic       incoming_valid,
  output logic [7:0] incoming_payload,
  input  logic       line_clock,
  input  logic       line_select,
  input  logic       line_toPeripheral,
  output logic       line_fromPeripheral
);

  (* async_reg = "true" *)
  logic       selectLevel_stage;
  (* async_reg = "true" *)
  logic       selectLevel;
  logic       isSelected;
  (* async_reg = "true" *)
  logic       level_stage;
  (* async_reg = "true" *)
  logic       level;
  (* async_reg = "true" *)
  logic       data_stage;
  (* async_reg = "true" *)
  logic       data;
  (* async_reg = "true" *)
  logic       moves_previous;
  logic       moves;
  logic       goesAway;
  logic       comesBack;
  logic [2:0] position_value;
  logic       position_isLast;
  logic       position_wraps;
  logic       isFirst;
  logic [7:0] received;
  logic       isComplete;
  logic       rises_previous;
  logic       rises;
  logic       loads;
  logic [7:0] sent;
  logic       isOffered;

  always_ff @(posedge clock) begin
    if (reset) begin
      selectLevel_stage <= 1'b1;
      selectLevel <= 1'b1;
      level_stage <= 1'b0;
      level <= 1'b0;
      data_stage <= 1'b0;
      data <= 1'b0;
      moves_previous <= 1'b0;
    end else begin
      selectLevel_stage <= line_select;
      selectLevel <= selectLevel_stage;
      level_stage <= line_clock;
      level <= level_stage;
      data_stage <= line_toPeripheral;
      data <= data_stage;
      moves_previous <= level;
    end
  end

  assign isSelected      = ~selectLevel;
  assign moves           = level ^ moves_previous;
  assign goesAway        = moves & level & isSelected;
  assign comesBack       = moves & ~level & isSelected;
  assign position_isLast = position_value == 3'd7;
  assign position_wraps  = position_isLast & goesAway;

  always_ff @(posedge clock) begin
    if (reset) begin
      position_value <= 3'd0;
    end else begin
      if (goesAway) position_value <= position_value + 3'd1;
      if (!isSelected) position_value <= 3'd0;
    end
  end

  assign isFirst = position_value == 3'd0;

  always_ff @(posedge clock) begin
    if (reset) begin
      isComplete <= 1'b0;
    end else begin
      isComplete <= position_wraps;
    end
  end

  always_ff @(posedge clock) begin
    if (goesAway) received <= {received[6:0], data};
  end

  assign incoming_valid   = isComplete;
  assign incoming_payload = received;
  assign rises            = isSelected & ~rises_previous;
  assign loads            = rises | (comesBack & isFirst);

  always_ff @(posedge clock) begin
    if (reset) begin
      rises_previous <= 1'b0;
    end else begin
      rises_previous <= isSelected;
    end
  end

  always_ff @(posedge clock) begin
    if (loads) begin
      sent <= outgoing_valid ? outgoing_payload : 8'd0;
    end else if (comesBack) begin
      sent <= {sent[6:0], 1'b0};
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      isOffered <= 1'b0;
    end else if (loads) begin
      isOffered <= outgoing_valid;
    end
  end

  assign outgoing_ready      = goesAway & isFirst & isOffered;
  assign line_fromPeripheral = sent[7];
endmodule

`default_nettype wire
