// A picture for tests: a white frame, in it the eight colours that full red, green and blue make, brightest first, and
// in the lowest quarter a ramp of grey that moves by one pixel per frame. The width must be a multiple of 8.
//
// horizontal = {backPorch: 48, frontPorch: 16, sync: 96, syncLevel: false, visible: 640}
// vertical   = {backPorch: 33, frontPorch: 10, sync: 2, syncLevel: false, visible: 480}
//
// source: examples/vga/screen.ts:19
`default_nettype none

module TestScreen (
  input  logic       clock,
  input  logic       reset,
  output logic [7:0] red,
  output logic [7:0] green,
  output logic [7:0] blue,
  output logic       visible,
  output logic       horizontalSync,
  output logic       verticalSync
);

  logic       isEdge;
  logic [6:0] inBar_value;
  logic       inBar_isLast;
  logic       inBar_wraps;
  logic [2:0] bar_value;
  logic [7:0] frame_value;
  logic [7:0] grey;
  logic       isRamp;
  logic [7:0] red_register;
  logic [7:0] green_register;
  logic [7:0] blue_register;
  logic       shown;
  logic       horizontalSync_register;
  logic       verticalSync_register;
  logic [9:0] timing_x;
  logic [9:0] timing_y;
  logic       timing_visible;
  logic       timing_horizontalSync;
  logic       timing_verticalSync;
  logic       timing_frameEnds;

  VideoTiming timing (
    .clock         (clock),
    .reset         (reset),
    .x             (timing_x),
    .y             (timing_y),
    .visible       (timing_visible),
    .horizontalSync(timing_horizontalSync),
    .verticalSync  (timing_verticalSync),
    .frameEnds     (timing_frameEnds)
  );

  assign isEdge       = (timing_x == 10'd0) |
                        (timing_x == 10'd639) |
                        (timing_y == 10'd0) |
                        (timing_y == 10'd479);
  assign inBar_isLast = inBar_value == 7'd79;
  assign inBar_wraps  = inBar_isLast & timing_visible;

  always_ff @(posedge clock) begin
    if (reset) begin
      inBar_value <= 7'd0;
    end else if (timing_visible) begin
      inBar_value <= inBar_isLast ? 7'd0 : inBar_value + 7'd1;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      bar_value <= 3'd0;
    end else if (inBar_wraps) begin
      bar_value <= bar_value + 3'd1;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      frame_value <= 8'd0;
    end else if (timing_frameEnds) begin
      frame_value <= frame_value + 8'd1;
    end
  end

  assign grey   = timing_x[7:0] + frame_value;
  assign isRamp = timing_y >= 10'd360;

  always_ff @(posedge clock) begin
    red_register <= timing_visible ? (isEdge ? 8'd255 : isRamp ? grey : {8{~bar_value[1]}}) : 8'd0;
    green_register <= timing_visible ? (isEdge ? 8'd255 : isRamp ? grey : {8{~bar_value[2]}})
                      : 8'd0;
    blue_register <= timing_visible ? (isEdge ? 8'd255 : isRamp ? grey : {8{~bar_value[0]}}) : 8'd0;
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      shown <= 1'b0;
      horizontalSync_register <= 1'b1;
      verticalSync_register <= 1'b1;
    end else begin
      shown <= timing_visible;
      horizontalSync_register <= timing_horizontalSync;
      verticalSync_register <= timing_verticalSync;
    end
  end

  assign red            = red_register;
  assign green          = green_register;
  assign blue           = blue_register;
  assign visible        = shown;
  assign horizontalSync = horizontalSync_register;
  assign verticalSync   = verticalSync_register;
endmodule

`default_nettype wire
