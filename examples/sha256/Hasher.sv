// SHA-256 of messages of any length: a padder in front of the core. Messages follow each other without a gap.
//
// source: examples/sha256/hasher.ts:7
`default_nettype none

module Hasher (
  input  logic         clock,
  input  logic         reset,
  input  logic         bytes_valid,
  input  logic [7:0]   bytes_payload_byte,
  input  logic         bytes_payload_end,
  output logic         bytes_ready,
  output logic         digests_valid,
  output logic [255:0] digests_payload,
  input  logic         digests_ready
);

  logic        padder_words_valid;
  logic [31:0] padder_words_payload_word;
  logic        padder_words_payload_last;
  logic        core_words_ready;

  Padder padder (
    .clock             (clock),
    .reset             (reset),
    .bytes_valid       (bytes_valid),
    .bytes_payload_byte(bytes_payload_byte),
    .bytes_payload_end (bytes_payload_end),
    .bytes_ready       (bytes_ready),
    .words_valid       (padder_words_valid),
    .words_payload_word(padder_words_payload_word),
    .words_payload_last(padder_words_payload_last),
    .words_ready       (core_words_ready)
  );

  Sha256 core (
    .clock             (clock),
    .reset             (reset),
    .words_valid       (padder_words_valid),
    .words_payload_word(padder_words_payload_word),
    .words_payload_last(padder_words_payload_last),
    .words_ready       (core_words_ready),
    .digests_valid     (digests_valid),
    .digests_payload   (digests_payload),
    .digests_ready     (digests_ready)
  );
endmodule

`default_nettype wire
