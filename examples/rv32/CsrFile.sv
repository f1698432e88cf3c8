// Control and status registers of machine mode, and what traps and returns do to them.
//
// hartId     = 0
// compressed = true
// counters   = true
//
// source: examples/rv32/csr-file.ts:32
`default_nettype none

module CsrFile (
  input  logic        clock,
  input  logic        reset,
  input  logic [11:0] access_address,
  input  logic [31:0] access_operand,
  input  logic [1:0]  access_operation,
  input  logic        access_writes,
  input  logic        access_completes,
  input  logic        trap_taken,
  input  logic        trap_interrupt,
  input  logic [4:0]  trap_code,
  input  logic [31:0] trap_programCounter,
  input  logic [31:0] trap_value,
  input  logic        returns,
  input  logic        retires,              // An instruction retires; a trap does not.
  input  logic        lines_external,
  input  logic        lines_timer,
  input  logic        lines_software,
  output logic [31:0] readData,
  output logic        legal,                // The access is allowed: the register is there, and is not written where it is read-only.
  output logic        wakes,                // An interrupt that is enabled in `mie` waits: ends `wfi`.
  output logic        interrupts,           // The interrupt is to be taken before the next instruction.
  output logic [4:0]  interruptCode,
  output logic [31:0] trapTarget,
  output logic [31:0] returnTarget
);

  logic        interruptEnable;
  logic        previousInterruptEnable;
  logic        enabled_external;
  logic        enabled_timer;
  logic        enabled_software;
  logic [29:0] vectorBase;
  logic        vectored_;
  logic [31:0] scratch;
  logic [30:0] exceptionCounter;
  logic        causeInterrupt;
  logic [4:0]  causeCode;
  logic [31:0] trapValue;
  logic [31:0] returnAddress;
  logic [12:0] status;
  logic        exists;
  logic [31:0] written;
  logic        writes;
  logic        inhibited_cycle;
  logic        inhibited_instructions;
  logic [31:0] inhibit;
  logic        readOnly;
  logic        external;
  logic        timer;
  logic        software;
  logic [29:0] interruptTarget;
  logic [31:0] cycleCounter_low;
  logic [31:0] cycleCounter_high;
  logic [31:0] instructionCounter_low;
  logic [31:0] instructionCounter_high;
  logic        cycleCounter_counts;
  logic        cycleCounter_writeLow;
  logic        cycleCounter_writeHigh;
  logic        instructionCounter_counts;
  logic        instructionCounter_writeLow;
  logic        instructionCounter_writeHigh;

  assign returnAddress = {exceptionCounter, 1'b0};
  assign status        = {2'd3, 3'd0, previousInterruptEnable, 3'd0, interruptEnable, 3'd0};
  assign writes        = access_writes & access_completes;

  always @* begin
    written = access_operand;
    case (access_operation)
      2'd2: written = readData | access_operand;
      2'd3: written = readData & ~access_operand;
      default: ;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      interruptEnable <= 1'b0;
      previousInterruptEnable <= 1'b0;
      exceptionCounter <= 31'd0;
      causeInterrupt <= 1'b0;
      causeCode <= 5'd0;
      trapValue <= 32'd0;
    end else begin
      if (writes && access_address == 12'd768) begin
        interruptEnable <= written[3];
        previousInterruptEnable <= written[7];
      end
      if (writes && access_address == 12'd833) exceptionCounter <= written[31:1];
      if (writes && access_address == 12'd834) begin
        causeInterrupt <= written[31];
        causeCode <= written[4:0];
      end
      if (writes && access_address == 12'd835) trapValue <= written;
      if (trap_taken) begin
        previousInterruptEnable <= interruptEnable;
        interruptEnable <= 1'b0;
        exceptionCounter <= trap_programCounter[31:1];
        causeInterrupt <= trap_interrupt;
        causeCode <= trap_code;
        trapValue <= trap_value;
      end
      if (returns) begin
        interruptEnable <= previousInterruptEnable;
        previousInterruptEnable <= 1'b1;
      end
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      enabled_external <= 1'b0;
      enabled_timer <= 1'b0;
      enabled_software <= 1'b0;
    end else if (writes && access_address == 12'd772) begin
      enabled_external <= written[11];
      enabled_timer <= written[7];
      enabled_software <= written[3];
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      vectorBase <= 30'd0;
      vectored_ <= 1'b0;
    end else if (writes && access_address == 12'd773) begin
      vectorBase <= written[31:2];
      vectored_ <= written[0];
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      scratch <= 32'd0;
    end else if (writes && access_address == 12'd832) begin
      scratch <= written;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      inhibited_cycle <= 1'b0;
      inhibited_instructions <= 1'b0;
    end else if (writes && access_address == 12'd800) begin
      inhibited_cycle <= written[0];
      inhibited_instructions <= written[2];
    end
  end

  assign cycleCounter_counts    = ~inhibited_cycle;
  assign cycleCounter_writeLow  = writes & (access_address == 12'd2816);
  assign cycleCounter_writeHigh = writes & (access_address == 12'd2944);

  Counter cycleCounter (
    .clock    (clock),
    .reset    (reset),
    .counts   (cycleCounter_counts),
    .writeLow (cycleCounter_writeLow),
    .writeHigh(cycleCounter_writeHigh),
    .writeData(written),
    .low      (cycleCounter_low),
    .high     (cycleCounter_high)
  );

  assign instructionCounter_counts    = retires & ~inhibited_instructions;
  assign instructionCounter_writeLow  = writes & (access_address == 12'd2818);
  assign instructionCounter_writeHigh = writes & (access_address == 12'd2946);

  Counter instructionCounter (
    .clock    (clock),
    .reset    (reset),
    .counts   (instructionCounter_counts),
    .writeLow (instructionCounter_writeLow),
    .writeHigh(instructionCounter_writeHigh),
    .writeData(written),
    .low      (instructionCounter_low),
    .high     (instructionCounter_high)
  );

  assign inhibit = {29'd0, inhibited_instructions, 1'b0, inhibited_cycle};

  always @* begin
    readData = 32'd0;
    exists = 1'b1;
    case (access_address)
      12'd768: readData = 32'(status);
      12'd769: readData = 32'h4000_1104;
      12'd772:
        readData = {20'd0, enabled_external, 3'd0, enabled_timer, 3'd0, enabled_software, 3'd0};
      12'd773: readData = {vectorBase, 1'b0, vectored_};
      12'd800: readData = inhibit;
      12'd832: readData = scratch;
      12'd833: readData = returnAddress;
      12'd834: readData = {causeInterrupt, 26'd0, causeCode};
      12'd835: readData = trapValue;
      12'd836: readData = {20'd0, lines_external, 3'd0, lines_timer, 3'd0, lines_software, 3'd0};
      12'd2816, 12'd3072: readData = cycleCounter_low;
      12'd2944, 12'd3200: readData = cycleCounter_high;
      12'd2818, 12'd3074: readData = instructionCounter_low;
      12'd2946, 12'd3202: readData = instructionCounter_high;
      12'd3860: readData = 32'd0;
      12'd784, 12'd803, 12'd804, 12'd805, 12'd806, 12'd807, 12'd808, 12'd809, 12'd810, 12'd811, 12'd812, 12'd813, 12'd814, 12'd815, 12'd816, 12'd817, 12'd818, 12'd819, 12'd820, 12'd821, 12'd822, 12'd823, 12'd824, 12'd825, 12'd826, 12'd827, 12'd828, 12'd829, 12'd830, 12'd831, 12'd928, 12'd929, 12'd930, 12'd931, 12'd944, 12'd945, 12'd946, 12'd947, 12'd948, 12'd949, 12'd950, 12'd951, 12'd952, 12'd953, 12'd954, 12'd955, 12'd956, 12'd957, 12'd958, 12'd959, 12'd1952, 12'd1953, 12'd1954, 12'd1955, 12'd2819, 12'd2820, 12'd2821, 12'd2822, 12'd2823, 12'd2824, 12'd2825, 12'd2826, 12'd2827, 12'd2828, 12'd2829, 12'd2830, 12'd2831, 12'd2832, 12'd2833, 12'd2834, 12'd2835, 12'd2836, 12'd2837, 12'd2838, 12'd2839, 12'd2840, 12'd2841, 12'd2842, 12'd2843, 12'd2844, 12'd2845, 12'd2846, 12'd2847, 12'd2947, 12'd2948, 12'd2949, 12'd2950, 12'd2951, 12'd2952, 12'd2953, 12'd2954, 12'd2955, 12'd2956, 12'd2957, 12'd2958, 12'd2959, 12'd2960, 12'd2961, 12'd2962, 12'd2963, 12'd2964, 12'd2965, 12'd2966, 12'd2967, 12'd2968, 12'd2969, 12'd2970, 12'd2971, 12'd2972, 12'd2973, 12'd2974, 12'd2975, 12'd3075, 12'd3076, 12'd3077, 12'd3078, 12'd3079, 12'd3080, 12'd3081, 12'd3082, 12'd3083, 12'd3084, 12'd3085, 12'd3086, 12'd3087, 12'd3088, 12'd3089, 12'd3090, 12'd3091, 12'd3092, 12'd3093, 12'd3094, 12'd3095, 12'd3096, 12'd3097, 12'd3098, 12'd3099, 12'd3100, 12'd3101, 12'd3102, 12'd3103, 12'd3203, 12'd3204, 12'd3205, 12'd3206, 12'd3207, 12'd3208, 12'd3209, 12'd3210, 12'd3211, 12'd3212, 12'd3213, 12'd3214, 12'd3215, 12'd3216, 12'd3217, 12'd3218, 12'd3219, 12'd3220, 12'd3221, 12'd3222, 12'd3223, 12'd3224, 12'd3225, 12'd3226, 12'd3227, 12'd3228, 12'd3229, 12'd3230, 12'd3231, 12'd3857, 12'd3858, 12'd3859, 12'd3861:
        readData = 32'd0;
      default: exists = 1'b0;
    endcase
  end

  assign readOnly        = access_address[11:10] == 2'd3;
  assign external        = lines_external & enabled_external;
  assign timer           = lines_timer & enabled_timer;
  assign software        = lines_software & enabled_software;
  assign interruptTarget = vectorBase + (vectored_ ? 30'(interruptCode) : 30'd0);
  assign legal           = exists & ~(readOnly & access_writes);
  assign wakes           = external | timer | software;
  assign interrupts      = wakes & interruptEnable;
  assign interruptCode   = external ? 5'd11 : software ? 5'd3 : 5'd7;
  assign trapTarget      = {trap_interrupt ? interruptTarget : vectorBase, 2'd0};
  assign returnTarget    = returnAddress;

  wire unused = &{1'b0, trap_programCounter[0]};
endmodule

`default_nettype wire
