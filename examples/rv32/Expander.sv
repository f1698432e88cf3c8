// Turns a 16-bit instruction of the extension C into the 32-bit one that does the same. Without registers.
//
// source: examples/rv32/expander.ts:23
`default_nettype none

module Expander (
  input  logic [15:0] compressed,  // Bits 1 to 0 are not 11: those would begin a 32-bit instruction.
  output logic [31:0] expanded,
  output logic        illegal      // Reserved, or of an extension that the core does not have.
);

  logic [4:0]  destination;
  logic [4:0]  source;
  logic [4:0]  shortHigh;
  logic [4:0]  shortLow;
  logic [11:0] immediate;
  logic [19:0] upperImmediate;
  logic [11:0] stackAdjustment;
  logic [11:0] stackOffset;
  logic [11:0] wordOffset;
  logic [11:0] stackLoadOffset;
  logic [11:0] stackStoreOffset;
  logic [20:0] jumpOffset;
  logic [12:0] branchOffset;
  logic        notForRv32;
  logic [31:0] subtract;
  logic [31:0] exclusiveOr;
  logic [31:0] or_;
  logic [31:0] and_;
  logic [31:0] lower;
  logic [6:0]  high;
  logic [4:0]  low;
  logic [4:0]  link;
  logic [31:0] jump;
  logic [31:0] add;

  assign destination      = compressed[11:7];
  assign source           = compressed[6:2];
  assign shortHigh        = {2'd1, compressed[9:7]};
  assign shortLow         = {2'd1, compressed[4:2]};
  assign immediate        = {{7{compressed[12]}}, compressed[6:2]};
  assign upperImmediate   = {{15{compressed[12]}}, compressed[6:2]};
  assign stackAdjustment  = {
                              {3{compressed[12]}}, compressed[4:3], compressed[5], compressed[2],
                              compressed[6], 4'd0
                            };
  assign stackOffset      = {
                              2'd0, compressed[10:7], compressed[12:11], compressed[5],
                              compressed[6], 2'd0
                            };
  assign wordOffset       = {5'd0, compressed[5], compressed[12:10], compressed[6], 2'd0};
  assign stackLoadOffset  = {4'd0, compressed[3:2], compressed[12], compressed[6:4], 2'd0};
  assign stackStoreOffset = {4'd0, compressed[8:7], compressed[12:9], 2'd0};
  assign jumpOffset       = {
                              {10{compressed[12]}}, compressed[8], compressed[10:9], compressed[6],
                              compressed[7], compressed[2], compressed[11], compressed[5:3], 1'b0
                            };
  assign branchOffset     = {
                              {5{compressed[12]}}, compressed[6:5], compressed[2],
                              compressed[11:10], compressed[4:3], 1'b0
                            };
  assign notForRv32       = compressed[12];

  always @* begin
    illegal = 1'b0;
    expanded = {2{compressed}};
    case ({compressed[1:0], compressed[15:13]})
      5'd0: begin
        expanded = {stackOffset, 5'd2, 3'd0, shortLow, 7'd19};
        illegal = compressed[12:5] == 8'd0;
      end
      5'd2: expanded = {wordOffset, shortHigh, 3'd2, shortLow, 7'd3};
      5'd6: expanded = {wordOffset[11:5], shortLow, shortHigh, 3'd2, wordOffset[4:0], 7'd35};
      5'd8: expanded = {immediate, destination, 3'd0, destination, 7'd19};
      5'd9:
        expanded = {
                     jumpOffset[20], jumpOffset[10:1], jumpOffset[11], jumpOffset[19:12], 5'd1,
                     7'd111
                   };
      5'd10: expanded = {immediate, 8'd0, destination, 7'd19};
      5'd11: begin
        expanded = (destination == 5'd2) ? {stackAdjustment, 5'd2, 3'd0, 5'd2, 7'd19}
                   : {upperImmediate, destination, 7'd55};
        illegal = {compressed[12], compressed[6:2]} == 6'd0;
      end
      5'd12: begin
        case (compressed[11:10])
          2'd0: begin
            expanded = {7'd0, source, shortHigh, 3'd5, shortHigh, 7'd19};
            illegal = notForRv32;
          end
          2'd1: begin
            expanded = {7'd32, source, shortHigh, 3'd5, shortHigh, 7'd19};
            illegal = notForRv32;
          end
          2'd2: expanded = {immediate, shortHigh, 3'd7, shortHigh, 7'd19};
          default: begin
            expanded = compressed[6] ? (compressed[5] ? and_ : or_) : lower;
            illegal = notForRv32;
          end
        endcase
      end
      5'd13:
        expanded = {
                     jumpOffset[20], jumpOffset[10:1], jumpOffset[11], jumpOffset[19:12], 5'd0,
                     7'd111
                   };
      5'd14, 5'd15: expanded = {high, 5'd0, shortHigh, 2'd0, compressed[13], low, 7'd99};
      5'd16: begin
        expanded = {7'd0, source, destination, 3'd1, destination, 7'd19};
        illegal = notForRv32;
      end
      5'd18: begin
        expanded = {stackLoadOffset, 5'd2, 3'd2, destination, 7'd3};
        illegal = destination == 5'd0;
      end
      5'd20: begin
        expanded = (source == 5'd0) ? jump : add;
        if (source == 5'd0 && destination == 5'd0) begin
          expanded = 32'h10_0073;
          illegal = ~compressed[12];
        end
      end
      5'd22: expanded = {stackStoreOffset[11:5], source, 5'd2, 3'd2, stackStoreOffset[4:0], 7'd35};
      default: illegal = 1'b1;
    endcase
  end

  assign subtract    = {7'd32, shortLow, shortHigh, 3'd0, shortHigh, 7'd51};
  assign exclusiveOr = {7'd0, shortLow, shortHigh, 3'd4, shortHigh, 7'd51};
  assign or_         = {7'd0, shortLow, shortHigh, 3'd6, shortHigh, 7'd51};
  assign and_        = {7'd0, shortLow, shortHigh, 3'd7, shortHigh, 7'd51};
  assign lower       = compressed[5] ? exclusiveOr : subtract;
  assign high        = {branchOffset[12], branchOffset[10:5]};
  assign low         = {branchOffset[4:1], branchOffset[11]};
  assign link        = {4'd0, compressed[12]};
  assign jump        = {12'd0, destination, 3'd0, link, 7'd103};
  assign add         = {
                         7'd0, source, compressed[12] ? destination : 5'd0, 3'd0, destination, 7'd51
                       };

  wire unused = &{1'b0, jumpOffset[0], branchOffset[0]};
endmodule

`default_nettype wire
