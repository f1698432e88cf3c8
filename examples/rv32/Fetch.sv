// Reads words ahead and cuts them into instructions of 16 or 32 bits, which may straddle words. Two words wait at most,
// besides the upper half of the word that was begun; a word that is wanted right away passes through.
//
// resetVector = 2147483648
// compressed  = true
//
// source: examples/rv32/fetch.ts:22
`default_nettype none

module Fetch (
  input  logic        clock,
  input  logic        reset,
  input  logic        redirect,           // Go on at `target`, whatever was read ahead.
  input  logic [31:0] target,             // An even address.
  input  logic        take,               // The instruction shown is taken in this cycle.
  input  logic        busReady,           // The request is accepted in this cycle.
  input  logic        busValid,           // The word of the request that was accepted before is there.
  input  logic [31:0] busReadData,
  output logic        busRequest,
  output logic [31:0] busAddress,         // A multiple of 4.
  output logic        valid,
  output logic [31:0] instruction,        // A 16-bit instruction stands in the lower half.
  output logic        long,
  output logic [31:0] programCounter,
  output logic [31:0] nextProgramCounter  // Address of the instruction behind this one.
);

  logic [29:0] lastWord;
  logic        wasAccepted;
  logic        pending;
  logic        discards;
  logic [1:0]  waiting;
  logic        stillPending;
  logic        hasRoom;
  logic        request;
  logic [29:0] nextWord;
  logic [29:0] requestWord;
  logic        accepted;
  logic [31:0] firstWord;
  logic [31:0] secondWord;
  logic        arrives;
  logic        empty;
  logic        wordValid;
  logic [31:0] word;
  logic [15:0] half;
  logic        halfValid;
  logic        skipsHalf;
  logic [30:0] programCounter_register;
  logic        unaligned;
  logic [15:0] beginning;
  logic [15:0] ending;
  logic        lacksEnding;
  logic        taken;
  logic        takesWord;
  logic [30:0] nextCounter;

  assign stillPending = pending & ~busValid;
  assign hasRoom      = 3'(waiting) + 3'(pending) < 3'd2;
  assign request      = ~stillPending & (redirect | hasRoom);
  assign nextWord     = lastWord + 30'(wasAccepted);
  assign requestWord  = redirect ? target[31:2] : nextWord;
  assign accepted     = request & busReady;

  always_ff @(posedge clock) begin
    if (reset) begin
      lastWord <= 30'h2000_0000;
      wasAccepted <= 1'b0;
      pending <= 1'b0;
    end else begin
      lastWord <= requestWord;
      wasAccepted <= accepted;
      pending <= accepted | stillPending;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      discards <= 1'b0;
    end else if (redirect && stillPending) begin
      discards <= 1'b1;
    end else if (busValid) begin
      discards <= 1'b0;
    end
  end

  assign arrives     = busValid & pending & ~discards;
  assign empty       = waiting == 2'd0;
  assign wordValid   = arrives | ~empty;
  assign word        = empty ? busReadData : firstWord;
  assign unaligned   = halfValid | skipsHalf;
  assign beginning   = halfValid ? half : skipsHalf ? word[31:16] : word[15:0];
  assign ending      = halfValid ? word[15:0] : word[31:16];
  assign lacksEnding = skipsHalf & long;
  assign taken       = valid & take;
  assign takesWord   = halfValid ? taken & long : taken | (wordValid & lacksEnding);
  assign nextCounter = programCounter_register + (long ? 31'd2 : 31'd1);

  always_ff @(posedge clock) begin
    if (reset) begin
      waiting <= 2'd0;
      programCounter_register <= 31'h4000_0000;
      halfValid <= 1'b0;
      skipsHalf <= 1'b0;
    end else begin
      if (taken) begin
        programCounter_register <= nextCounter;
        halfValid <= 1'b0;
      end
      if (takesWord) begin
        halfValid <= unaligned == long;
        skipsHalf <= 1'b0;
      end
      waiting <= waiting + 2'(arrives) - 2'(takesWord);
      if (redirect) begin
        waiting <= 2'd0;
        halfValid <= 1'b0;
        skipsHalf <= target[1];
        programCounter_register <= target[31:1];
      end
    end
  end

  always_ff @(posedge clock) begin
    if (takesWord) begin
      half <= word[31:16];
      firstWord <= secondWord;
    end
    if (arrives && (takesWord ? waiting == 2'd1 : empty)) firstWord <= busReadData;
  end

  always_ff @(posedge clock) begin
    if (arrives) secondWord <= busReadData;
  end

  assign busRequest         = request;
  assign busAddress         = {requestWord, 2'd0};
  assign valid              = halfValid ? wordValid | ~long : wordValid & ~lacksEnding;
  assign instruction        = {ending, beginning};
  assign long               = beginning[1:0] == 2'd3;
  assign programCounter     = {programCounter_register, 1'b0};
  assign nextProgramCounter = {nextCounter, 1'b0};

  wire unused = &{1'b0, target[0]};

  `ifdef VERIFICATION
  `ifndef SYNTHESIS
  logic assume_the_instruction_bus_answers_what_was;
  logic assert_two_words_wait_at_most;
  logic assert_a_word_that_is_taken_is;
  logic assert_half_a_word_waits_or_is;

  assign assume_the_instruction_bus_answers_what_was = ~busValid | pending;
  assign assert_two_words_wait_at_most               = waiting <= 2'd2;
  assign assert_a_word_that_is_taken_is              = ~(takesWord & ~wordValid);
  assign assert_half_a_word_waits_or_is              = ~(halfValid & skipsHalf);

  `ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assume (assume_the_instruction_bus_answers_what_was);
      assert (assert_two_words_wait_at_most);
      assert (assert_a_word_that_is_taken_is);
      assert (assert_half_a_word_waits_or_is);
    end
  end
  `else
  always @(posedge clock) begin
    if (!reset) begin
      if (!assume_the_instruction_bus_answers_what_was)
        $fatal(1,
               "examples/rv32/fetch.ts:113: assume_the_instruction_bus_answers_what_was violated: the instruction bus answers what was asked");
      if (!assert_two_words_wait_at_most)
        $fatal(1,
               "examples/rv32/fetch.ts:114: assert_two_words_wait_at_most violated: two words wait at most");
      if (!assert_a_word_that_is_taken_is)
        $fatal(1,
               "examples/rv32/fetch.ts:115: assert_a_word_that_is_taken_is violated: a word that is taken is there");
      if (!assert_half_a_word_waits_or_is)
        $fatal(1,
               "examples/rv32/fetch.ts:116: assert_half_a_word_waits_or_is violated: half a word waits or is skipped");
    end
  end
  `endif
  `endif
  `endif
endmodule

`default_nettype wire
