// A controller and a peripheral on one line, with the same clock.
//
// mode       = 0
// wordBits   = 8
// halfPeriod = 4
//
// source: examples/spi/loop-back.ts:7
`default_nettype none

module LoopBack (
  input  logic       clock,
  input  logic       reset,
  input  logic       toPeripheral_valid,
  input  logic [7:0] toPeripheral_payload_word,
  input  logic       toPeripheral_payload_last,
  output logic       toPeripheral_ready,
  input  logic       toController_valid,
  input  logic [7:0] toController_payload,
  output logic       toController_ready,
  output logic       atController_valid,
  output logic [7:0] atController_payload,
  input  logic       atController_ready,
  output logic       atPeripheral_valid,
  output logic [7:0] atPeripheral_payload
);

  logic controller_line_clock;
  logic controller_line_select;
  logic controller_line_toPeripheral;
  logic peripheral_line_fromPeripheral;

  Controller controller (
    .clock                (clock),
    .reset                (reset),
    .outgoing_valid       (toPeripheral_valid),
    .outgoing_payload_word(toPeripheral_payload_word),
    .outgoing_payload_last(toPeripheral_payload_last),
    .outgoing_ready       (toPeripheral_ready),
    .incoming_valid       (atController_valid),
    .incoming_payload     (atController_payload),
    .incoming_ready       (atController_ready),
    .line_clock           (controller_line_clock),
    .line_select          (controller_line_select),
    .line_toPeripheral    (controller_line_toPeripheral),
    .line_fromPeripheral  (peripheral_line_fromPeripheral)
  );

  Peripheral peripheral (
    .clock              (clock),
    .reset              (reset),
    .outgoing_valid     (toController_valid),
    .outgoing_payload   (toController_payload),
    .outgoing_ready     (toController_ready),
    .incoming_valid     (atPeripheral_valid),
    .incoming_payload   (atPeripheral_payload),
    .line_clock         (controller_line_clock),
    .line_select        (controller_line_select),
    .line_toPeripheral  (controller_line_toPeripheral),
    .line_fromPeripheral(peripheral_line_fromPeripheral)
  );
endmodule

`default_nettype wire
