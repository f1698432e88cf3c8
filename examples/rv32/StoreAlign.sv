// Places the bytes of a store in its word. Without registers.
//
// source: examples/rv32/load-store.ts:4
`default_nettype none

module StoreAlign (
  input  logic [1:0]  address,
  input  logic [1:0]  size,       // Bits 13 to 12 of the instruction: 1 << size bytes.
  input  logic [31:0] value,
  output logic [3:0]  strobe,
  output logic [31:0] data,
  output logic        misaligned  // The address is no multiple of the size.
);

  always @* begin
    strobe = 4'd15;
    data = value;
    misaligned = address != 2'd0;
    case (size)
      2'd0: begin
        strobe = {address == 2'd3, address == 2'd2, address == 2'd1, address == 2'd0};
        data = {4{value[7:0]}};
        misaligned = 1'b0;
      end
      2'd1: begin
        strobe = {{2{address[1]}}, {2{~address[1]}}};
        data = {2{value[15:0]}};
        misaligned = address[0];
      end
      default: ;
    endcase
  end
endmodule

`default_nettype wire
