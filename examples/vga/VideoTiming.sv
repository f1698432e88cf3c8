// Counts through the pixels of a picture and makes the pulses by which a screen finds lines and frames.
//
// horizontal = {backPorch: 48, frontPorch: 16, sync: 96, syncLevel: false, visible: 640}
// vertical   = {backPorch: 33, frontPorch: 10, sync: 2, syncLevel: false, visible: 480}
//
// source: examples/vga/timing.ts:6
`default_nettype none

module VideoTiming (
  input  logic       clock,
  input  logic       reset,
  output logic [9:0] x,               // Pixel of the line, from the left; beyond the visible ones while none is shown.
  output logic [9:0] y,               // Line of the frame, from the top.
  output logic       visible,
  output logic       horizontalSync,
  output logic       verticalSync,
  output logic       frameEnds        // The last line of a frame is over.
);

  logic [9:0] column_value;
  logic       column_isLast;
  logic       lineEnds;
  logic [9:0] line_value;
  logic       line_isLast;
  logic       line_wraps;

  assign column_isLast = column_value == 10'd799;

  always_ff @(posedge clock) begin
    if (reset) begin
      column_value <= 10'd0;
    end else begin
      column_value <= column_isLast ? 10'd0 : column_value + 10'd1;
    end
  end

  assign lineEnds    = column_value == 10'd655;
  assign line_isLast = line_value == 10'd524;
  assign line_wraps  = line_isLast & lineEnds;

  always_ff @(posedge clock) begin
    if (reset) begin
      line_value <= 10'd0;
    end else if (lineEnds) begin
      line_value <= line_isLast ? 10'd0 : line_value + 10'd1;
    end
  end

  assign x              = column_value;
  assign y              = line_value;
  assign visible        = (column_value < 10'd640) & (line_value < 10'd480);
  assign horizontalSync = ~((column_value >= 10'd656) & (column_value < 10'd752));
  assign verticalSync   = ~((line_value >= 10'd490) & (line_value < 10'd492));
  assign frameEnds      = line_wraps;
endmodule

`default_nettype wire
