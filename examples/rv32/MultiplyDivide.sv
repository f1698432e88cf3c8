// The extension M. A division takes 34 cycles: one to take the magnitudes, one for each bit, one to give the result its
// sign; it ends early when the request is withdrawn.
//
// multiplier = single-cycle
//
// source: examples/rv32/multiply-divide.ts:22
`default_nettype none

module MultiplyDivide (
  input  logic        clock,
  input  logic        reset,
  input  logic        request,    // Held, with operands that stay as they are, until `done`.
  input  logic [2:0]  operation,  // Bits 14 to 12 of the instruction.
  input  logic [31:0] first,
  input  logic [31:0] second,
  output logic        done,
  output logic [31:0] result
);

  logic               divides;
  logic               firstSigned;
  logic               secondSigned;
  logic signed [32:0] wideFirst;
  logic signed [32:0] wideSecond;
  logic [63:0]        exact;
  logic               serial_done;
  logic [31:0]        serial_result;
  logic               serial_request;

  assign divides        = operation[2];
  assign serial_request = request & divides;

  SerialArithmetic serial (
    .clock    (clock),
    .reset    (reset),
    .request  (serial_request),
    .operation(operation),
    .first    (first),
    .second   (second),
    .done     (serial_done),
    .result   (serial_result)
  );

  always @* begin
    done = serial_done;
    result = serial_result;
    if (!divides) begin
      done = request;
      result = (operation[1:0] == 2'd0) ? exact[31:0] : exact[63:32];
    end
  end

  assign firstSigned  = operation[1:0] != 2'd3;
  assign secondSigned = ~operation[1];
  assign wideFirst    = {firstSigned & first[31], first};
  assign wideSecond   = {secondSigned & second[31], second};
  assign exact        = wideFirst * wideSecond;
endmodule

`default_nettype wire
