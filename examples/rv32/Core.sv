// RV32IMC with Zicsr, Zifencei and machine mode, in three stages: fetch and decode | execute | write back. All traps
// are taken in the execute stage; a load or store waits for its answer in the last one.
//
// resetVector = 2147483648
// hartId      = 0
// compressed  = true
// multiplier  = single-cycle
// registers   = block-ram
// counters    = true
//
// source: examples/rv32/core.ts:39
`default_nettype none

module Core (
  input  logic        clock,
  input  logic        reset,
  input  logic        instructionBus_ready,
  input  logic        instructionBus_valid,
  input  logic [31:0] instructionBus_readData,
  output logic        instructionBus_request,
  output logic [31:0] instructionBus_address,
  input  logic        dataBus_ready,
  input  logic        dataBus_valid,
  input  logic [31:0] dataBus_readData,
  output logic        dataBus_request,
  output logic        dataBus_write,
  output logic [31:0] dataBus_address,
  output logic [3:0]  dataBus_strobe,                 // Bytes to write, the lowest address first; 0 for a read.
  output logic [31:0] dataBus_writeData,
  input  logic        interrupts_external,
  input  logic        interrupts_timer,
  input  logic        interrupts_software,
  output logic        retirement_valid,
  output logic        retirement_exception,
  output logic        retirement_interrupt,
  output logic [4:0]  retirement_cause,
  output logic [31:0] retirement_programCounter,
  output logic [31:0] retirement_nextProgramCounter,
  output logic [31:0] retirement_instruction,
  output logic [4:0]  retirement_destination,
  output logic [31:0] retirement_value,
  output logic [31:0] retirement_memoryAddress,
  output logic [3:0]  retirement_writeStrobe,
  output logic [31:0] retirement_writeData
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

  logic        redirect;
  logic [31:0] redirectTarget;
  logic        executeFree;
  logic        execute_valid;
  logic [31:0] execute_programCounter;
  logic [31:0] execute_nextProgramCounter;
  logic [31:0] execute_instruction;
  logic [31:0] execute_encoding;
  logic        execute_firstPassed;
  logic        execute_secondPassed;
  logic [3:0]  execute_control_unit;
  logic [3:0]  execute_control_aluOperation;
  logic        execute_control_useImmediate;
  logic [31:0] execute_control_immediate;
  logic        execute_control_readsFirst;
  logic        execute_control_readsSecond;
  logic        execute_control_writesRegister;
  logic        writeBack_valid;
  logic        writeBack_waits;
  logic        writeBack_loads;
  logic        writeBack_writesRegister;
  logic [4:0]  writeBack_destination;
  logic [31:0] writeBack_value;
  logic [1:0]  writeBack_addressLow;
  logic [1:0]  writeBack_size;
  logic        writeBack_zeroExtends;
  logic [31:0] decoded_instruction;
  logic        decoded_illegal;
  logic [2:0]  function3;
  logic [4:0]  destination;
  logic [4:0]  firstIndex;
  logic [4:0]  secondIndex;
  logic        writeBackDone;
  logic        matchesFirst;
  logic        matchesSecond;
  logic        awaitsLoad;
  logic [31:0] writtenValue;
  logic [31:0] passed_first;
  logic [31:0] passed_second;
  logic [31:0] first;
  logic [31:0] second;
  logic [31:0] target;
  logic [31:0] csrOperand;
  logic        isMemory;
  logic        conditionHolds;
  logic [31:0] jumpTarget;
  logic        exception;
  logic [4:0]  exceptionCode;
  logic [31:0] exceptionValue;
  logic        mayAct;
  logic        asleep;
  logic        takesInterrupt;
  logic        acts;
  logic        takesException;
  logic        takesTrap;
  logic        proceeds;
  logic        leaves;
  logic        completes;
  logic        returns;
  logic [4:0]  trapCode;
  logic        leads;
  logic        redirectsAnyway;
  logic [31:0] result;
  logic        retired_exception;
  logic        retired_interrupt;
  logic [4:0]  retired_cause;
  logic [31:0] retired_programCounter;
  logic [31:0] retired_nextProgramCounter;
  logic [31:0] retired_instruction;
  logic [31:0] retired_memoryAddress;
  logic [3:0]  retired_writeStrobe;
  logic [31:0] retired_writeData;
  logic        fetch_valid;
  logic [31:0] fetch_instruction;
  logic        fetch_long;
  logic [31:0] fetch_programCounter;
  logic [31:0] fetch_nextProgramCounter;
  logic [31:0] expander_expanded;
  logic        expander_illegal;
  logic [3:0]  decoder_control_unit;
  logic [3:0]  decoder_control_aluOperation;
  logic        decoder_control_useImmediate;
  logic [31:0] decoder_control_immediate;
  logic        decoder_control_readsFirst;
  logic        decoder_control_readsSecond;
  logic        decoder_control_writesRegister;
  logic        registers_firstMeets;
  logic        registers_secondMeets;
  logic [31:0] registers_first;
  logic [31:0] registers_second;
  logic [31:0] alu_result;
  logic [31:0] alu_sum;
  logic        alu_less;
  logic        alu_equal;
  logic [3:0]  store_strobe;
  logic [31:0] store_data;
  logic        store_misaligned;
  logic        multiplyDivide_done;
  logic [31:0] multiplyDivide_result;
  logic [31:0] csrs_readData;
  logic        csrs_legal;
  logic        csrs_wakes;
  logic        csrs_interrupts;
  logic [4:0]  csrs_interruptCode;
  logic [31:0] csrs_trapTarget;
  logic [31:0] csrs_returnTarget;
  logic [31:0] load_value;
  logic        registers_write;
  logic [31:0] alu_second;
  logic        multiplyDivide_request;
  logic        csrs_access_writes;
  logic        csrs_access_completes;
  logic [31:0] csrs_trap_value;

  Fetch fetch (
    .clock             (clock),
    .reset             (reset),
    .redirect          (redirect),
    .target            (redirectTarget),
    .take              (executeFree),
    .busReady          (instructionBus_ready),
    .busValid          (instructionBus_valid),
    .busReadData       (instructionBus_readData),
    .busRequest        (instructionBus_request),
    .busAddress        (instructionBus_address),
    .valid             (fetch_valid),
    .instruction       (fetch_instruction),
    .long              (fetch_long),
    .programCounter    (fetch_programCounter),
    .nextProgramCounter(fetch_nextProgramCounter)
  );

  assign decoded_instruction = fetch_long ? fetch_instruction : expander_expanded;
  assign decoded_illegal     = ~fetch_long & expander_illegal;
  assign function3           = execute_instruction[14:12];
  assign destination         = execute_instruction[11:7];
  assign firstIndex          = execute_instruction[19:15];
  assign secondIndex         = execute_instruction[24:20];
  assign writeBackDone       = ~writeBack_waits | dataBus_valid;
  assign matchesFirst        = writeBack_writesRegister & (writeBack_destination == firstIndex);
  assign matchesSecond       = writeBack_writesRegister & (writeBack_destination == secondIndex);
  assign awaitsLoad          = writeBack_loads &
                               ((matchesFirst & execute_control_readsFirst) |
                                (matchesSecond & execute_control_readsSecond));
  assign first               = execute_control_readsFirst ?
                                 (matchesFirst ? writeBack_value
                                  : execute_firstPassed ? passed_first
                                  : registers_first)
                               : 32'd0;
  assign second              = matchesSecond ? writeBack_value
                               : execute_secondPassed ? passed_second
                               : registers_second;

  always_ff @(posedge clock) begin
    if (matchesFirst && writeBackDone) begin
      execute_firstPassed <= 1'b1;
      passed_first <= writtenValue;
    end
    if (matchesSecond && writeBackDone) begin
      execute_secondPassed <= 1'b1;
      passed_second <= writtenValue;
    end
    if (executeFree) begin
      execute_programCounter <= fetch_programCounter;
      execute_nextProgramCounter <= fetch_nextProgramCounter;
      execute_instruction <= decoded_instruction;
      execute_encoding <= fetch_long ? fetch_instruction : 32'(fetch_instruction[15:0]);
      execute_firstPassed <= registers_firstMeets;
      execute_secondPassed <= registers_secondMeets;
      passed_first <= writtenValue;
      passed_second <= writtenValue;
      execute_control_unit <= decoder_control_unit;
      execute_control_aluOperation <= decoder_control_aluOperation;
      execute_control_useImmediate <= decoder_control_useImmediate;
      execute_control_immediate <= decoder_control_immediate;
      execute_control_readsFirst <= decoder_control_readsFirst;
      execute_control_readsSecond <= decoder_control_readsSecond;
      execute_control_writesRegister <= decoder_control_writesRegister;
      if (decoded_illegal) execute_control_unit <= Illegal;
    end
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      execute_valid <= 1'b0;
    end else if (executeFree) begin
      execute_valid <= fetch_valid & ~redirect;
    end
  end

  assign target         = execute_programCounter + execute_control_immediate;
  assign csrOperand     = first | (function3[2] ? 32'(firstIndex) : 32'd0);
  assign isMemory       = (execute_control_unit == Load) | (execute_control_unit == Store);
  assign conditionHolds = (function3[2] ? alu_less : alu_equal) ^ function3[0];
  assign jumpTarget     = (execute_control_unit == JumpRegister) ? {alu_sum[31:1], 1'b0} : target;

  always @* begin
    exception = 1'b0;
    exceptionCode = 5'd2;
    exceptionValue = execute_encoding;
    if (execute_control_unit == Illegal || (execute_control_unit == Csr && !csrs_legal)) begin
      exception = 1'b1;
      exceptionCode = 5'd2;
      exceptionValue = execute_encoding;
    end
    if (execute_control_unit == EnvironmentCall) begin
      exception = 1'b1;
      exceptionCode = 5'd11;
      exceptionValue = 32'd0;
    end
    if (execute_control_unit == Breakpoint) begin
      exception = 1'b1;
      exceptionCode = 5'd3;
      exceptionValue = execute_programCounter;
    end
    if (execute_control_unit == Load && store_misaligned) begin
      exception = 1'b1;
      exceptionCode = 5'd4;
      exceptionValue = alu_sum;
    end
    if (execute_control_unit == Store && store_misaligned) begin
      exception = 1'b1;
      exceptionCode = 5'd6;
      exceptionValue = alu_sum;
    end
  end

  assign mayAct = execute_valid & writeBackDone;

  always_ff @(posedge clock) begin
    if (reset) begin
      asleep <= 1'b0;
    end else begin
      asleep <= execute_valid & (execute_control_unit == Wait) & ~executeFree;
    end
  end

  assign takesInterrupt = mayAct & csrs_interrupts & ~asleep;
  assign acts           = mayAct & ~takesInterrupt & ~awaitsLoad;
  assign takesException = acts & exception;
  assign takesTrap      = takesInterrupt | takesException;
  assign proceeds       = acts & ~exception;

  always @* begin
    leaves = 1'b1;
    case (execute_control_unit)
      Load, Store: leaves = dataBus_ready | store_misaligned;
      MultiplyDivide: leaves = multiplyDivide_done;
      Wait: leaves = csrs_wakes;
      default: ;
    endcase
  end

  assign completes         = proceeds & leaves;
  assign returns           = completes & (execute_control_unit == Return);
  assign executeFree       = ~execute_valid | takesInterrupt | (acts & leaves);
  assign trapCode          = takesInterrupt ? csrs_interruptCode : exceptionCode;
  assign dataBus_request   = proceeds & isMemory;
  assign dataBus_write     = execute_control_unit == Store;
  assign dataBus_address   = {alu_sum[31:2], 2'd0};
  assign dataBus_strobe    = (execute_control_unit == Store) ? store_strobe : 4'd0;
  assign dataBus_writeData = store_data;

  always @* begin
    redirectTarget = target;
    case (execute_control_unit)
      JumpRegister: redirectTarget = jumpTarget;
      FenceInstruction: redirectTarget = execute_nextProgramCounter;
      Return: redirectTarget = csrs_returnTarget;
      default: ;
    endcase
    if (takesTrap) redirectTarget = csrs_trapTarget;
  end

  assign leads           = (execute_control_unit == Jump) |
                           (execute_control_unit == JumpRegister) |
                           (execute_control_unit == Return) |
                           (execute_control_unit == FenceInstruction);
  assign redirectsAnyway = takesTrap | (completes & leads);
  assign redirect        = redirectsAnyway |
                           (acts & (execute_control_unit == Branch) & conditionHolds);

  always @* begin
    result = alu_result;
    case (execute_control_unit)
      Jump, JumpRegister: result = execute_nextProgramCounter;
      AddUpperImmediate: result = target;
      MultiplyDivide: result = multiplyDivide_result;
      Csr: result = csrs_readData;
      default: ;
    endcase
  end

  always_ff @(posedge clock) begin
    if (reset) begin
      writeBack_valid <= 1'b0;
      writeBack_waits <= 1'b0;
      writeBack_loads <= 1'b0;
      writeBack_writesRegister <= 1'b1;
      writeBack_destination <= 5'd0;
      writeBack_value <= 32'd0;
    end else if (writeBackDone) begin
      writeBack_valid <= completes | takesTrap;
      writeBack_waits <= completes & isMemory;
      writeBack_loads <= completes & (execute_control_unit == Load);
      writeBack_writesRegister <= completes &
                                  execute_control_writesRegister &
                                  (destination != 5'd0);
      writeBack_destination <= destination;
      writeBack_value <= result;
    end
  end

  always_ff @(posedge clock) begin
    if (writeBackDone) begin
      writeBack_addressLow <= alu_sum[1:0];
      writeBack_size <= function3[1:0];
      writeBack_zeroExtends <= function3[2];
    end
  end

  assign writtenValue = writeBack_loads ? load_value : writeBack_value;

  always_ff @(posedge clock) begin
    if (writeBackDone) begin
      retired_exception <= takesException;
      retired_interrupt <= takesInterrupt;
      retired_cause <= trapCode;
      retired_programCounter <= execute_programCounter;
      retired_nextProgramCounter <= redirect ? redirectTarget : execute_nextProgramCounter;
      retired_instruction <= execute_encoding;
      retired_memoryAddress <= alu_sum;
      retired_writeStrobe <= (execute_control_unit == Store && completes) ? store_strobe : 4'd0;
      retired_writeData <= store_data;
    end
  end

  Expander expander (
    .compressed(fetch_instruction[15:0]),
    .expanded  (expander_expanded),
    .illegal   (expander_illegal)
  );

  Decoder decoder (
    .instruction           (decoded_instruction),
    .control_unit          (decoder_control_unit),
    .control_aluOperation  (decoder_control_aluOperation),
    .control_useImmediate  (decoder_control_useImmediate),
    .control_immediate     (decoder_control_immediate),
    .control_readsFirst    (decoder_control_readsFirst),
    .control_readsSecond   (decoder_control_readsSecond),
    .control_writesRegister(decoder_control_writesRegister)
  );

  assign registers_write = writeBack_writesRegister & writeBackDone;

  RegisterFile registers (
    .clock      (clock),
    .firstIndex (decoded_instruction[19:15]),
    .secondIndex(decoded_instruction[24:20]),
    .read       (executeFree),
    .write      (registers_write),
    .writeIndex (writeBack_destination),
    .writeValue (writtenValue),
    .firstMeets (registers_firstMeets),
    .secondMeets(registers_secondMeets),
    .first      (registers_first),
    .second     (registers_second)
  );

  assign alu_second = execute_control_useImmediate ? execute_control_immediate : second;

  Alu alu (
    .operation(execute_control_aluOperation),
    .first    (first),
    .second   (alu_second),
    .result   (alu_result),
    .sum      (alu_sum),
    .less     (alu_less),
    .equal    (alu_equal)
  );

  StoreAlign store (
    .address   (alu_sum[1:0]),
    .size      (function3[1:0]),
    .value     (second),
    .strobe    (store_strobe),
    .data      (store_data),
    .misaligned(store_misaligned)
  );

  assign multiplyDivide_request = proceeds & (execute_control_unit == MultiplyDivide);

  MultiplyDivide multiplyDivide (
    .clock    (clock),
    .reset    (reset),
    .request  (multiplyDivide_request),
    .operation(function3),
    .first    (first),
    .second   (second),
    .done     (multiplyDivide_done),
    .result   (multiplyDivide_result)
  );

  assign csrs_access_writes    = ~function3[1] | (firstIndex != 5'd0);
  assign csrs_access_completes = completes & (execute_control_unit == Csr);
  assign csrs_trap_value       = takesInterrupt ? 32'd0 : exceptionValue;

  CsrFile csrs (
    .clock              (clock),
    .reset              (reset),
    .access_address     (execute_instruction[31:20]),
    .access_operand     (csrOperand),
    .access_operation   (function3[1:0]),
    .access_writes      (csrs_access_writes),
    .access_completes   (csrs_access_completes),
    .trap_taken         (takesTrap),
    .trap_interrupt     (takesInterrupt),
    .trap_code          (trapCode),
    .trap_programCounter(execute_programCounter),
    .trap_value         (csrs_trap_value),
    .returns            (returns),
    .retires            (completes),
    .lines_external     (interrupts_external),
    .lines_timer        (interrupts_timer),
    .lines_software     (interrupts_software),
    .readData           (csrs_readData),
    .legal              (csrs_legal),
    .wakes              (csrs_wakes),
    .interrupts         (csrs_interrupts),
    .interruptCode      (csrs_interruptCode),
    .trapTarget         (csrs_trapTarget),
    .returnTarget       (csrs_returnTarget)
  );

  LoadAlign load (
    .address    (writeBack_addressLow),
    .size       (writeBack_size),
    .zeroExtends(writeBack_zeroExtends),
    .word       (dataBus_readData),
    .value      (load_value)
  );

  assign retirement_valid              = writeBack_valid & writeBackDone;
  assign retirement_exception          = retired_exception;
  assign retirement_interrupt          = retired_interrupt;
  assign retirement_cause              = retired_cause;
  assign retirement_programCounter     = retired_programCounter;
  assign retirement_nextProgramCounter = retired_nextProgramCounter;
  assign retirement_instruction        = retired_instruction;
  assign retirement_destination        = writeBack_writesRegister ? writeBack_destination : 5'd0;
  assign retirement_value              = writeBack_writesRegister ? writtenValue : 32'd0;
  assign retirement_memoryAddress      = retired_memoryAddress;
  assign retirement_writeStrobe        = retired_writeStrobe;
  assign retirement_writeData          = retired_writeData;

  wire unused = &{1'b0, execute_instruction[6:0]};

  `ifdef VERIFICATION
  `ifndef SYNTHESIS
  logic assume_the_data_bus_answers_what_was;
  logic assert_x0_reads_as_at;
  logic assert_only_0_is_written_into_x0;
  logic assert_an_instruction_at;
  logic assert_jumps_lead_to_instructions;
  logic assert_an_instruction_with_an_exception_does;
  logic assert_an_instruction_that_completes_does_not;
  logic assert_the_value_of_a_load_is;
  logic assert_one_access_of_data_is_under;

  assign assume_the_data_bus_answers_what_was          = ~dataBus_valid | writeBack_waits;
  assign assert_x0_reads_as_at                         = ~(execute_valid &
                                                           execute_control_readsFirst &
                                                           (firstIndex == 5'd0)) |
                                                         (first == 32'd0);
  assign assert_only_0_is_written_into_x0              = ~(writeBack_writesRegister &
                                                           (writeBack_destination == 5'd0)) |
                                                         (writtenValue == 32'd0);
  assign assert_an_instruction_at                      = ~execute_programCounter[0];
  assign assert_jumps_lead_to_instructions             = ~redirect | ~redirectTarget[0];
  assign assert_an_instruction_with_an_exception_does  = ~takesException | leaves;
  assign assert_an_instruction_that_completes_does_not = ~(completes & takesTrap);
  assign assert_the_value_of_a_load_is                 = ~(completes &
                                                           execute_control_readsFirst &
                                                           matchesFirst) |
                                                         ~writeBack_loads;
  assign assert_one_access_of_data_is_under            = ~dataBus_request | writeBackDone;

  `ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assume (assume_the_data_bus_answers_what_was);
      assert (assert_x0_reads_as_at);
      assert (assert_only_0_is_written_into_x0);
      assert (assert_an_instruction_at);
      assert (assert_jumps_lead_to_instructions);
      assert (assert_an_instruction_with_an_exception_does);
      assert (assert_an_instruction_that_completes_does_not);
      assert (assert_the_value_of_a_load_is);
      assert (assert_one_access_of_data_is_under);
    end
  end
  `else
  always @(posedge clock) begin
    if (!reset) begin
      if (!assume_the_data_bus_answers_what_was)
        $fatal(1,
               "examples/rv32/core.ts:348: assume_the_data_bus_answers_what_was violated: the data bus answers what was asked");
      if (!assert_x0_reads_as_at)
        $fatal(1,
               "examples/rv32/core.ts:349: assert_x0_reads_as_at violated: x0 reads as %h at %h",
               first, execute_programCounter);
      if (!assert_only_0_is_written_into_x0)
        $fatal(1,
               "examples/rv32/core.ts:353: assert_only_0_is_written_into_x0 violated: only 0 is written into x0");
      if (!assert_an_instruction_at)
        $fatal(1,
               "examples/rv32/core.ts:357: assert_an_instruction_at violated: an instruction at %h",
               execute_programCounter);
      if (!assert_jumps_lead_to_instructions)
        $fatal(1,
               "examples/rv32/core.ts:361: assert_jumps_lead_to_instructions violated: jumps lead to instructions");
      if (!assert_an_instruction_with_an_exception_does)
        $fatal(1,
               "examples/rv32/core.ts:362: assert_an_instruction_with_an_exception_does violated: an instruction with an exception does not stay");
      if (!assert_an_instruction_that_completes_does_not)
        $fatal(1,
               "examples/rv32/core.ts:363: assert_an_instruction_that_completes_does_not violated: an instruction that completes does not trap");
      if (!assert_the_value_of_a_load_is)
        $fatal(1,
               "examples/rv32/core.ts:364: assert_the_value_of_a_load_is violated: the value of a load is not used before it is there");
      if (!assert_one_access_of_data_is_under)
        $fatal(1,
               "examples/rv32/core.ts:368: assert_one_access_of_data_is_under violated: one access of data is under way at most");
    end
  end
  `endif
  `endif
  `endif
endmodule

`default_nettype wire
