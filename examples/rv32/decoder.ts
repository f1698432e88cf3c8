import {
  cat,
  constant,
  fill,
  input,
  Module,
  mux,
  output,
  switchOn,
  uint,
  when,
} from '../../generators/language/index.ts';
import { AluOperation, controlShape, opcodes, systemInstructions, Unit } from './instruction-set.ts';

/** From a 32-bit instruction to what the execute stage must do. Without registers. */
export const Decoder = Module('Decoder', () => {
  const instruction = input(uint(32));
  const control = output(controlShape());

  const function3 = instruction.bits(14, 12);
  const function7 = instruction.bits(31, 25);
  const sign = instruction.bits(31, 31);
  const immediateI = cat(fill(20, sign), instruction.bits(31, 20));
  const immediateS = cat(fill(20, sign), instruction.bits(31, 25), instruction.bits(11, 7));
  const immediateB = cat(
    fill(20, sign),
    instruction.bits(7, 7),
    instruction.bits(30, 25),
    instruction.bits(11, 8),
    constant(uint(1), 0),
  );
  const immediateU = cat(instruction.bits(31, 12), constant(uint(12), 0));
  const immediateJ = cat(
    fill(12, sign),
    instruction.bits(19, 12),
    instruction.bits(20, 20),
    instruction.bits(30, 21),
    constant(uint(1), 0),
  );

  control.unit.value = Unit.Illegal;
  control.aluOperation.value = AluOperation.Add;
  control.useImmediate.value = true;
  control.immediate.value = immediateI;
  control.readsFirst.value = false;
  control.readsSecond.value = false;
  control.writesRegister.value = false;

  switchOn(instruction.bits(6, 0))
    .is(opcodes.loadUpperImmediate, () => {
      control.unit.value = Unit.Alu;
      control.immediate.value = immediateU;
      control.writesRegister.value = true;
    })
    .is(opcodes.addUpperImmediate, () => {
      control.unit.value = Unit.AddUpperImmediate;
      control.immediate.value = immediateU;
      control.writesRegister.value = true;
    })
    .is(opcodes.jump, () => {
      control.unit.value = Unit.Jump;
      control.immediate.value = immediateJ;
      control.writesRegister.value = true;
    })
    .is(opcodes.jumpRegister, () => {
      control.readsFirst.value = true;
      control.writesRegister.value = true;
      when(function3.eq(0), () => {
        control.unit.value = Unit.JumpRegister;
      });
    })
    .is(opcodes.branch, () => {
      control.immediate.value = immediateB;
      control.useImmediate.value = false;
      control.readsFirst.value = true;
      control.readsSecond.value = true;
      control.aluOperation.value = mux(function3.bit(1), AluOperation.LessUnsigned, AluOperation.LessSigned);
      when(function3.bits(2, 1).ne(1), () => {
        control.unit.value = Unit.Branch;
      });
    })
    .is(opcodes.load, () => {
      control.readsFirst.value = true;
      control.writesRegister.value = true;
      when(function3.bits(1, 0).ne(3).and(function3.ne(6)), () => {
        control.unit.value = Unit.Load;
      });
    })
    .is(opcodes.store, () => {
      control.immediate.value = immediateS;
      control.readsFirst.value = true;
      control.readsSecond.value = true;
      when(function3.lt(3), () => {
        control.unit.value = Unit.Store;
      });
    })
    .is(opcodes.immediate, () => {
      control.readsFirst.value = true;
      control.writesRegister.value = true;
      control.unit.value = Unit.Alu;
      chooseAluOperation();
      when(function3.eq(1).and(function7.ne(0)), () => {
        control.unit.value = Unit.Illegal;
      });
      when(function3.eq(5).and(function7.bits(6, 6).orReduce().or(function7.bits(4, 0).ne(0))), () => {
        control.unit.value = Unit.Illegal;
      });
    })
    .is(opcodes.register, () => {
      control.useImmediate.value = false;
      control.readsFirst.value = true;
      control.readsSecond.value = true;
      control.writesRegister.value = true;
      chooseAluOperation();
      when(function7.eq(0), () => {
        control.unit.value = Unit.Alu;
      })
        .elsewhen(function7.eq(1), () => {
          control.unit.value = Unit.MultiplyDivide;
        })
        .elsewhen(function7.eq(0b0100000).and(function3.eq(0)), () => {
          control.unit.value = Unit.Alu;
          control.aluOperation.value = AluOperation.Subtract;
        })
        .elsewhen(function7.eq(0b0100000).and(function3.eq(5)), () => {
          control.unit.value = Unit.Alu;
        });
    })
    .is(opcodes.fence, () => {
      // Accesses to memory are in order: a fence has nothing to wait for.
      when(function3.eq(0), () => {
        control.unit.value = Unit.Alu;
      }).elsewhen(function3.eq(1), () => {
        control.unit.value = Unit.FenceInstruction;
      });
    })
    .is(opcodes.system, () => {
      when(function3.bits(1, 0).ne(0), () => {
        control.unit.value = Unit.Csr;
        control.readsFirst.value = function3.bit(2).not();
        control.writesRegister.value = true;
      });
      when(instruction.eq(systemInstructions.environmentCall), () => {
        control.unit.value = Unit.EnvironmentCall;
      });
      when(instruction.eq(systemInstructions.breakpoint), () => {
        control.unit.value = Unit.Breakpoint;
      });
      when(instruction.eq(systemInstructions.return), () => {
        control.unit.value = Unit.Return;
      });
      when(instruction.eq(systemInstructions.wait), () => {
        control.unit.value = Unit.Wait;
      });
    });

  return { instruction, control };

  /** By the field that register and immediate instructions share. */
  function chooseAluOperation(): void {
    switchOn(function3)
      .is(0, () => {
        control.aluOperation.value = AluOperation.Add;
      })
      .is(1, () => {
        control.aluOperation.value = AluOperation.ShiftLeft;
      })
      .is(2, () => {
        control.aluOperation.value = AluOperation.LessSigned;
      })
      .is(3, () => {
        control.aluOperation.value = AluOperation.LessUnsigned;
      })
      .is(4, () => {
        control.aluOperation.value = AluOperation.Xor;
      })
      .is(5, () => {
        control.aluOperation.value = mux(
          instruction.bit(30),
          AluOperation.ShiftRightArithmetic,
          AluOperation.ShiftRight,
        );
      })
      .is(6, () => {
        control.aluOperation.value = AluOperation.Or;
      })
      .is(7, () => {
        control.aluOperation.value = AluOperation.And;
      });
  }
});
