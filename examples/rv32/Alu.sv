// Integer arithmetic, logic, shifts and comparisons; one adder and one shifter serve all. Without registers.
//
// source: examples/rv32/alu.ts:17
`default_nettype none

module Alu (
  input  logic [3:0]  operation,
  input  logic [31:0] first,
  input  logic [31:0] second,
  output logic [31:0] result,
  output logic [31:0] sum,        // The sum, for addresses; the difference for subtraction and comparisons.
  output logic        less,       // Whether the first is less than the second: only for the comparisons.
  output logic        equal
);

  typedef enum logic [3:0] {
    Add                  = 4'd0,
    Subtract             = 4'd1,
    ShiftLeft            = 4'd2,
    LessSigned           = 4'd3,
    LessUnsigned         = 4'd4,
    Xor                  = 4'd5,
    ShiftRight           = 4'd6,
    ShiftRightArithmetic = 4'd7,
    Or                   = 4'd8,
    And                  = 4'd9
  } AluOperation;

  logic        unsigned_;
  logic        subtracts;
  logic [31:0] inverted;
  logic [33:0] wideSum;
  logic [31:0] difference;
  logic        left;
  logic [31:0] shifted;
  logic        fillBit;
  logic [31:0] right;

  assign unsigned_  = operation == LessUnsigned;
  assign subtracts  = (operation == Subtract) | (operation == LessSigned) | unsigned_;
  assign inverted   = second ^ {32{subtracts}};
  assign wideSum    = {first, 1'b1} + {inverted, subtracts};
  assign sum        = wideSum[32:1];
  assign difference = first ^ second;
  assign equal      = difference == 32'd0;
  assign less       = difference[31] ? (unsigned_ ? second[31] : first[31]) : sum[31];
  assign left       = operation == ShiftLeft;
  assign shifted    = left ?
                        {
                          first[0], first[1], first[2], first[3], first[4], first[5], first[6],
                          first[7], first[8], first[9], first[10], first[11], first[12], first[13],
                          first[14], first[15], first[16], first[17], first[18], first[19],
                          first[20], first[21], first[22], first[23], first[24], first[25],
                          first[26], first[27], first[28], first[29], first[30], first[31]
                        }
                      : first;
  assign fillBit    = (operation == ShiftRightArithmetic) & first[31];
  assign right      = 32'($signed($signed({fillBit, shifted}) >>> second[4:0]));

  always @* begin
    result = sum;
    case (operation)
      ShiftRight, ShiftRightArithmetic: result = right;
      ShiftLeft:
        result = {
                   right[0], right[1], right[2], right[3], right[4], right[5], right[6], right[7],
                   right[8], right[9], right[10], right[11], right[12], right[13], right[14],
                   right[15], right[16], right[17], right[18], right[19], right[20], right[21],
                   right[22], right[23], right[24], right[25], right[26], right[27], right[28],
                   right[29], right[30], right[31]
                 };
      LessSigned, LessUnsigned: result = 32'(less);
      Xor: result = difference;
      Or: result = first | second;
      And: result = first & second;
      default: ;
    endcase
  end

  wire unused = &{1'b0, wideSum[33], wideSum[0]};
endmodule

`default_nettype wire
