// From a 32-bit instruction to what the execute stage must do. Without registers.
//
// source: examples/rv32/decoder.ts:16
`default_nettype none

module Decoder (
  input  logic [31:0] instruction,
  output logic [3:0]  control_unit,
  output logic [3:0]  control_aluOperation,
  output logic        control_useImmediate,
  output logic [31:0] control_immediate,
  output logic        control_readsFirst,
  output logic        control_readsSecond,
  output logic        control_writesRegister
);

  typedef enum logic [3:0] {
    Alu               = 4'd0,
    AddUpperImmediate = 4'd1,
    Branch            = 4'd2,
    Jump              = 4'd3,
    JumpRegister      = 4'd4,
    Load              = 4'd5,
    Store             = 4'd6,
    MultiplyDivide    = 4'd7,
    Csr               = 4'd8,
    EnvironmentCall   = 4'd9,
    Breakpoint        = 4'd10,
    Return            = 4'd11,
    Wait              = 4'd12,
    FenceInstruction  = 4'd13,
    Illegal           = 4'd14
  } Unit;

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

  logic [2:0]  function3;
  logic [6:0]  function7;
  logic        sign;
  logic [31:0] immediateI;
  logic [31:0] immediateS;
  logic [31:0] immediateB;
  logic [31:0] immediateU;
  logic [31:0] immediateJ;

  assign function3  = instruction[14:12];
  assign function7  = instruction[31:25];
  assign sign       = instruction[31];
  assign immediateI = {{20{sign}}, instruction[31:20]};
  assign immediateS = {{20{sign}}, instruction[31:25], instruction[11:7]};
  assign immediateB = {{20{sign}}, instruction[7], instruction[30:25], instruction[11:8], 1'b0};
  assign immediateU = {instruction[31:12], 12'd0};
  assign immediateJ = {{12{sign}}, instruction[19:12], instruction[20], instruction[30:21], 1'b0};

  always @* begin
    control_unit = Illegal;
    control_aluOperation = Add;
    control_useImmediate = 1'b1;
    control_immediate = immediateI;
    control_readsFirst = 1'b0;
    control_readsSecond = 1'b0;
    control_writesRegister = 1'b0;
    case (instruction[6:0])
      7'd55: begin
        control_unit = Alu;
        control_immediate = immediateU;
        control_writesRegister = 1'b1;
      end
      7'd23: begin
        control_unit = AddUpperImmediate;
        control_immediate = immediateU;
        control_writesRegister = 1'b1;
      end
      7'd111: begin
        control_unit = Jump;
        control_immediate = immediateJ;
        control_writesRegister = 1'b1;
      end
      7'd103: begin
        control_readsFirst = 1'b1;
        control_writesRegister = 1'b1;
        if (function3 == 3'd0) control_unit = JumpRegister;
      end
      7'd99: begin
        control_immediate = immediateB;
        control_useImmediate = 1'b0;
        control_readsFirst = 1'b1;
        control_readsSecond = 1'b1;
        control_aluOperation = function3[1] ? LessUnsigned : LessSigned;
        if (function3[2:1] != 2'd1) control_unit = Branch;
      end
      7'd3: begin
        control_readsFirst = 1'b1;
        control_writesRegister = 1'b1;
        if (function3[1:0] != 2'd3 && function3 != 3'd6) control_unit = Load;
      end
      7'd35: begin
        control_immediate = immediateS;
        control_readsFirst = 1'b1;
        control_readsSecond = 1'b1;
        if (function3 < 3'd3) control_unit = Store;
      end
      7'd19: begin
        control_readsFirst = 1'b1;
        control_writesRegister = 1'b1;
        control_unit = Alu;
        case (function3)
          3'd0: control_aluOperation = Add;
          3'd1: control_aluOperation = ShiftLeft;
          3'd2: control_aluOperation = LessSigned;
          3'd3: control_aluOperation = LessUnsigned;
          3'd4: control_aluOperation = Xor;
          3'd5: control_aluOperation = instruction[30] ? ShiftRightArithmetic : ShiftRight;
          3'd6: control_aluOperation = Or;
          3'd7: control_aluOperation = And;
        endcase
        if (function3 == 3'd1 && function7 != 7'd0) control_unit = Illegal;
        if (function3 == 3'd5 && (|function7[6] || function7[4:0] != 5'd0)) control_unit = Illegal;
      end
      7'd51: begin
        control_useImmediate = 1'b0;
        control_readsFirst = 1'b1;
        control_readsSecond = 1'b1;
        control_writesRegister = 1'b1;
        case (function3)
          3'd0: control_aluOperation = Add;
          3'd1: control_aluOperation = ShiftLeft;
          3'd2: control_aluOperation = LessSigned;
          3'd3: control_aluOperation = LessUnsigned;
          3'd4: control_aluOperation = Xor;
          3'd5: control_aluOperation = instruction[30] ? ShiftRightArithmetic : ShiftRight;
          3'd6: control_aluOperation = Or;
          3'd7: control_aluOperation = And;
        endcase
        if (function7 == 7'd0) begin
          control_unit = Alu;
        end else if (function7 == 7'd1) begin
          control_unit = MultiplyDivide;
        end else if (function7 == 7'd32 && function3 == 3'd0) begin
          control_unit = Alu;
          control_aluOperation = Subtract;
        end else if (function7 == 7'd32 && function3 == 3'd5) begin
          control_unit = Alu;
        end
      end
      7'd15: begin
        if (function3 == 3'd0) begin
          control_unit = Alu;
        end else if (function3 == 3'd1) begin
          control_unit = FenceInstruction;
        end
      end
      7'd115: begin
        if (function3[1:0] != 2'd0) begin
          control_unit = Csr;
          control_readsFirst = ~function3[2];
          control_writesRegister = 1'b1;
        end
        if (instruction == 32'd115) control_unit = EnvironmentCall;
        if (instruction == 32'h10_0073) control_unit = Breakpoint;
        if (instruction == 32'h3020_0073) control_unit = Return;
        if (instruction == 32'h1050_0073) control_unit = Wait;
      end
      default: ;
    endcase
  end
endmodule

`default_nettype wire
