// SHA-256 (FIPS 180-4) of messages that are padded already, one round per cycle. A block is 16 words, the first first:
// 16 rounds take them from the stream, the other 48 make theirs of the 16 before. Then the block is added to the hash:
// 65 cycles for each block. The digest, whose first byte is the highest, takes one more.
//
// source: examples/sha256/sha256.ts:43
`default_nettype none

module Sha256 (
  input  logic         clock,
  input  logic         reset,
  input  logic         words_valid,
  input  logic [31:0]  words_payload_word,
  input  logic         words_payload_last,
  output logic         words_ready,
  output logic         digests_valid,
  output logic [255:0] digests_payload,
  input  logic         digests_ready
);

  typedef enum logic [1:0] {
    Compress = 2'd0,
    Add      = 2'd1,
    Done     = 2'd2
  } Phase;

  localparam logic [2047:0] ROUNDCONSTANT_TABLE =
    2048'hc671_78f2_bef9_a3f7_a450_6ceb_90be_fffa_8cc7_0208_84c8_7814_78a5_636f_748f_82ee_682e_6ff3_5b9c_ca4f_4ed8_aa4a_391c_0cb3_34b0_bcb5_2748_774c_1e37_6c08_19a4_c116_106a_a070_f40e_3585_d699_0624_d192_e819_c76c_51a3_c24b_8b70_a81a_664b_a2bf_e8a1_9272_2c85_81c2_c92e_766a_0abb_650a_7354_5338_0d13_4d2c_6dfc_2e1b_2138_27b7_0a85_1429_2967_06ca_6351_d5a7_9147_c6e0_0bf3_bf59_7fc7_b003_27c8_a831_c66d_983e_5152_76f9_88da_5cb0_a9dc_4a74_84aa_2de9_2c6f_240c_a1cc_0fc1_9dc6_efbe_4786_e49b_69c1_c19b_f174_9bdc_06a7_80de_b1fe_72be_5d74_550c_7dc3_2431_85be_1283_5b01_d807_aa98_ab1c_5ed5_923f_82a4_59f1_11f1_3956_c25b_e9b5_dba5_b5c0_fbcf_7137_4491_428a_2f98;

  Phase         phase;
  logic [5:0]   round;
  logic [31:0]  hash_a;
  logic [31:0]  hash_b;
  logic [31:0]  hash_c;
  logic [31:0]  hash_d;
  logic [31:0]  hash_e;
  logic [31:0]  hash_f;
  logic [31:0]  hash_g;
  logic [31:0]  hash_h;
  logic [31:0]  working_a;
  logic [31:0]  working_b;
  logic [31:0]  working_c;
  logic [31:0]  working_d;
  logic [31:0]  working_e;
  logic [31:0]  working_f;
  logic [31:0]  working_g;
  logic [31:0]  working_h;
  logic         takes;
  logic         isLast;
  logic [511:0] window;
  logic [31:0]  made;
  logic [31:0]  scheduled;
  logic [31:0]  roundConstant;
  logic [31:0]  fresh;
  logic [31:0]  rotated_a;
  logic [31:0]  rotated_e;
  logic         advances;

  assign takes       = round < 6'd16;
  assign words_ready = takes & (phase == Compress);

  always_ff @(posedge clock) begin
    if (words_valid && words_ready) isLast <= words_payload_last;
  end

  assign made          = ({window[464:448], window[479:465]} ^
                          {window[466:448], window[479:467]} ^
                          32'(window[479:458])) +
                         window[319:288] +
                         ({window[38:32], window[63:39]} ^
                          {window[49:32], window[63:50]} ^
                          32'(window[63:35])) +
                         window[31:0];
  assign scheduled     = takes ? words_payload_word : made;
  assign roundConstant = ROUNDCONSTANT_TABLE[{round, 5'd0} +: 32];
  assign fresh         = working_h +
                         ({working_e[5:0], working_e[31:6]} ^
                          {working_e[10:0], working_e[31:11]} ^
                          {working_e[24:0], working_e[31:25]}) +
                         ((working_e & working_f) ^ (~working_e & working_g)) +
                         roundConstant +
                         scheduled;
  assign rotated_a     = fresh +
                         ({working_a[1:0], working_a[31:2]} ^
                          {working_a[12:0], working_a[31:13]} ^
                          {working_a[21:0], working_a[31:22]}) +
                         ((working_a & working_b) ^
                          (working_a & working_c) ^
                          (working_b & working_c));
  assign rotated_e     = working_d + fresh;
  assign advances      = ~takes | words_valid;

  always_ff @(posedge clock) begin
    case (phase)
      Compress: begin
        if (advances) window <= {scheduled, window[511:32]};
      end
      default: ;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      working_a <= 32'h6a09_e667;
      working_b <= 32'hbb67_ae85;
      working_c <= 32'h3c6e_f372;
      working_d <= 32'ha54f_f53a;
      working_e <= 32'h510e_527f;
      working_f <= 32'h9b05_688c;
      working_g <= 32'h1f83_d9ab;
      working_h <= 32'h5be0_cd19;
      round <= 6'd0;
      phase <= Compress;
      hash_a <= 32'h6a09_e667;
      hash_b <= 32'hbb67_ae85;
      hash_c <= 32'h3c6e_f372;
      hash_d <= 32'ha54f_f53a;
      hash_e <= 32'h510e_527f;
      hash_f <= 32'h9b05_688c;
      hash_g <= 32'h1f83_d9ab;
      hash_h <= 32'h5be0_cd19;
    end else begin
      case (phase)
        Compress: begin
          if (advances) begin
            working_a <= rotated_a;
            working_b <= working_a;
            working_c <= working_b;
            working_d <= working_c;
            working_e <= rotated_e;
            working_f <= working_e;
            working_g <= working_f;
            working_h <= working_g;
            round <= round + 6'd1;
          end
          if (round == 6'd63) phase <= Add;
        end
        Add: begin
          hash_a <= hash_a + working_a;
          hash_b <= hash_b + working_b;
          hash_c <= hash_c + working_c;
          hash_d <= hash_d + working_d;
          hash_e <= hash_e + working_e;
          hash_f <= hash_f + working_f;
          hash_g <= hash_g + working_g;
          hash_h <= hash_h + working_h;
          working_a <= hash_a + working_a;
          working_b <= hash_b + working_b;
          working_c <= hash_c + working_c;
          working_d <= hash_d + working_d;
          working_e <= hash_e + working_e;
          working_f <= hash_f + working_f;
          working_g <= hash_g + working_g;
          working_h <= hash_h + working_h;
          if (isLast) begin
            phase <= Done;
          end else begin
            phase <= Compress;
          end
        end
        Done: begin
          if (digests_ready) begin
            hash_a <= 32'h6a09_e667;
            hash_b <= 32'hbb67_ae85;
            hash_c <= 32'h3c6e_f372;
            hash_d <= 32'ha54f_f53a;
            hash_e <= 32'h510e_527f;
            hash_f <= 32'h9b05_688c;
            hash_g <= 32'h1f83_d9ab;
            hash_h <= 32'h5be0_cd19;
            working_a <= 32'h6a09_e667;
            working_b <= 32'hbb67_ae85;
            working_c <= 32'h3c6e_f372;
            working_d <= 32'ha54f_f53a;
            working_e <= 32'h510e_527f;
            working_f <= 32'h9b05_688c;
            working_g <= 32'h1f83_d9ab;
            working_h <= 32'h5be0_cd19;
            phase <= Compress;
          end
        end
        default: ;
      endcase
    end
  end

  assign digests_valid   = phase == Done;
  assign digests_payload = {hash_a, hash_b, hash_c, hash_d, hash_e, hash_f, hash_g, hash_h};
endmodule

`default_nettype wire
