// Exchanges words with a peripheral: for each word that it sends it gives one that it received. The peripheral stays
// selected up to a word that is the last. No word is begun before the received one was taken.
//
// mode       = 0
// wordBits   = 8
// halfPeriod = 4
//
// source: examples/spi/controller.ts:14
`default_nettype none

module Controller (
  input  logic       clock,
  input  logic       reset,
  input  logic       outgoing_valid,
  input  logic [7:0] outgoing_payload_word,
  input  logic       outgoing_payload_last,
  output logic       outgoing_ready,
  output logic       incoming_valid,
  output logic [7:0] incoming_payload,
  input  logic       incoming_ready,
  output logic       line_clock,             // The line's clock.
  output logic       line_select,            // 0 selects the peripheral.
  output logic       line_toPeripheral,      // A bit to the peripheral.
  input  logic       line_fromPeripheral     // A bit from the peripheral.
);

  typedef enum logic [2:0] {
    Idle     = 3'd0,
    Exchange = 3'd1,
    Finish   = 3'd2,
    Pause    = 3'd3,
    Apart    = 3'd4
  } ControllerPhase;

  ControllerPhase phase;
  logic [1:0]     divider_value;
  logic           divider_isLast;
  logic           select;
  logic           clock_register;
  logic           goesAway;
  logic           comesBack;
  logic [2:0]     position_value;
  logic           position_isLast;
  logic           position_wraps;
  logic [7:0]     sent;
  logic [7:0]     received;
  logic           isFull;
  logic           isLast;
  logic           begins;
  logic           begin_when;

  assign divider_isLast = divider_value == 2'd3;

  always_ff @(posedge clock) begin
    if (reset) begin
      divider_value <= 2'd0;
    end else begin
      divider_value <= divider_value + 2'd1;
      if (phase == Idle || phase == Pause) divider_value <= 2'd0;
    end
  end

  assign goesAway        = divider_isLast & (phase == Exchange) & ~clock_register;
  assign comesBack       = divider_isLast & (phase == Exchange) & clock_register;
  assign position_isLast = position_value == 3'd7;
  assign position_wraps  = position_isLast & comesBack;

  always_ff @(posedge clock) begin
    if (reset) begin
      position_value <= 3'd0;
    end else if (comesBack) begin
      position_value <= position_value + 3'd1;
    end
  end

  assign line_clock        = clock_register;
  assign line_select       = select;
  assign line_toPeripheral = sent[7];
  assign begins            = ((phase == Idle) | (phase == Pause)) & ~isFull;
  assign outgoing_ready    = begins;
  assign incoming_valid    = isFull;
  assign incoming_payload  = received;

  always_ff @(posedge clock) begin
    if (reset) begin
      select <= 1'b1;
      phase <= Idle;
      isFull <= 1'b0;
    end else begin
      if (incoming_valid && incoming_ready) isFull <= 1'b0;
      case (phase)
        Idle: begin
          if (begin_when) begin
            select <= 1'b0;
            phase <= Exchange;
          end
        end
        Exchange: begin
          if (position_wraps) begin
            isFull <= 1'b1;
            phase <= Finish;
          end
        end
        Finish: begin
          if (divider_isLast && isLast) begin
            select <= 1'b1;
            phase <= Apart;
          end else if (divider_isLast) begin
            phase <= Pause;
          end
        end
        Pause: begin
          if (begin_when) begin
            select <= 1'b0;
            phase <= Exchange;
          end
        end
        Apart: begin
          if (divider_isLast) phase <= Idle;
        end
        default: ;
      endcase
    end
  end

  always_ff @(posedge clock) begin
    if (goesAway) received <= {received[6:0], line_fromPeripheral};
  end

  always_ff @(posedge clock) begin
    if (comesBack) sent <= {sent[6:0], 1'b0};
    case (phase)
      Idle: begin
        if (begin_when) begin
          sent <= outgoing_payload_word;
          isLast <= outgoing_payload_last;
        end
      end
      Pause: begin
        if (begin_when) begin
          sent <= outgoing_payload_word;
          isLast <= outgoing_payload_last;
        end
      end
      default: ;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      clock_register <= 1'b0;
    end else if (goesAway || comesBack) begin
      clock_register <= ~clock_register;
    end
  end

  assign begin_when = begins & outgoing_valid;
endmodule

`default_nettype wire
