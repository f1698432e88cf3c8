// Takes what a load asked for out of its word. Without registers.
//
// source: examples/rv32/load-store.ts:32
`default_nettype none

module LoadAlign (
  input  logic [1:0]  address,
  input  logic [1:0]  size,
  input  logic        zeroExtends,  // Fills with zeros, not with the sign.
  input  logic [31:0] word,
  output logic [31:0] value
);

  logic [15:0] half;
  logic [7:0]  byte_;
  logic        halfSign;
  logic        byteSign;

  assign half     = address[1] ? word[31:16] : word[15:0];
  assign byte_    = address[0] ? half[15:8] : half[7:0];
  assign halfSign = half[15] & ~zeroExtends;
  assign byteSign = byte_[7] & ~zeroExtends;

  always @* begin
    value = word;
    case (size)
      2'd0: value = {{24{byteSign}}, byte_};
      2'd1: value = {{16{halfSign}}, half};
      default: ;
    endcase
  end
endmodule

`default_nettype wire
