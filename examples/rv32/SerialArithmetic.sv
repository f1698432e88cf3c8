// One bit of a quotient, or of a product where it `multiplies`, per cycle, by one adder for both. A division works on
// the magnitude of the dividend and adds or subtracts the divisor by its sign; one negation serves the dividend before
// and the result behind. A product adds the signed second operand where bits of the first one are set, and subtracts it
// for a sign bit.
//
// multiplies = false
//
// source: examples/rv32/multiply-divide.ts:76
`default_nettype none

module SerialArithmetic (
  input  logic        clock,
  input  logic        reset,
  input  logic        request,    // Held, with operands that stay as they are, until `done`.
  input  logic [2:0]  operation,
  input  logic [31:0] first,
  input  logic [31:0] second,
  output logic        done,
  output logic [31:0] result
);

  logic        givesRemainder;
  logic        divisionSigned;
  logic        firstNegative;
  logic        secondNegative;
  logic        running;
  logic [5:0]  steps;
  logic [32:0] high;
  logic [31:0] low;
  logic        isLast;
  logic        productSignedFirst;
  logic        productSignedSecond;
  logic        secondSign;
  logic        takesSecond;
  logic        subtracts;
  logic [32:0] left;
  logic [32:0] right;
  logic        leftSign;
  logic [33:0] total;
  logic        fits;
  logic [31:0] negated;
  logic        negatesQuotient;
  logic        negates;
  logic [31:0] signed_;
  logic [31:0] product;
  logic [35:0] total_sum;

  assign givesRemainder      = operation[1];
  assign divisionSigned      = ~operation[0];
  assign firstNegative       = divisionSigned & first[31];
  assign secondNegative      = divisionSigned & second[31];
  assign isLast              = steps == 6'd1;
  assign productSignedFirst  = operation[1:0] != 2'd3;
  assign productSignedSecond = ~operation[1];
  assign secondSign          = divisionSigned & second[31];
  assign takesSecond         = 1'b1;
  assign subtracts           = ~secondNegative;
  assign left                = {high[31:0], low[31]};
  assign right               = ({secondSign, second} & {33{takesSecond}}) ^ {33{subtracts}};
  assign leftSign            = 1'b0;
  assign total_sum           = {leftSign, left, 1'b1} + {right[32], right, subtracts};
  assign total               = total_sum[34:1];
  assign fits                = ~total[33];
  assign negated             = running ? (givesRemainder ? high[31:0] : low) : first;
  assign negatesQuotient     = (firstNegative ^ secondNegative) & (second != 32'd0);
  assign negates             = (running && !givesRemainder) ? negatesQuotient : firstNegative;
  assign signed_             = (negated ^ {32{negates}}) + 32'(negates);

  always_ff @(posedge clock) begin
    if (reset) begin
      running <= 1'b0;
      steps <= 6'd0;
    end else if (!request || done) begin
      running <= 1'b0;
    end else if (!running) begin
      running <= 1'b1;
      steps <= 6'd32;
    end else begin
      steps <= steps - 6'd1;
    end
  end

  always_ff @(posedge clock) begin
    if (!(!request || done)) begin
      if (!running) begin
        high <= 33'd0;
        low <= signed_;
      end else begin
        high <= fits ? total[32:0] : left;
        low <= {low[30:0], fits};
      end
    end
  end

  assign product = (operation[1:0] == 2'd0) ? low : high[31:0];
  assign done    = running & (steps == 6'd0);
  assign result  = signed_;

  wire unused = &{
    1'b0,
    operation[2],
    high[32],
    isLast,
    productSignedFirst,
    productSignedSecond,
    product,
    total_sum[35],
    total_sum[0]
  };
endmodule

`default_nettype wire
