import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate, input, Module, output, type Shape, type Value } from '../../generators/language/index.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';

/** An operand: its shape and what it holds. */
export interface Given {
  readonly shape: Shape;
  readonly value: bigint;
}

export interface Evaluated {
  readonly value: bigint;
  readonly width: number;
  readonly signed: boolean;
}

/** The value of one expression of the language for the given inputs, as the interpreter has it. */
export function evaluate(inputs: readonly Given[], build: (...values: never[]) => Value): Evaluated {
  const Expression = Module('Expression', () => {
    const ports = inputs.map(({ shape }) => input(shape));
    const named = Object.fromEntries(ports.map((port, position) => [`x${position}`, port]));
    return { ...named, result: output(build(...(ports as never[]))) };
  });
  const circuit = checked(elaborate(Expression, {}));
  const simulator = createSimulator(circuit, { engine: 'interpreter' });
  inputs.forEach(({ value }, position) => void simulator.set(`x${position}`, value));
  const { width, signed } = circuit.top.ports.at(-1)!.type;
  return { value: simulator.get('result'), width, signed };
}

/** The circuit, if it has no errors. */
export function checked(circuit: Circuit): Circuit {
  const diagnostics = checkCircuit(circuit).filter(({ severity }) => severity === undefined);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return circuit;
}

/** Both simulators of the circuit, which must agree on every value that is read. */
export function simulate(circuit: Circuit): readonly Simulator[] {
  checked(circuit);
  return [createSimulator(circuit, { engine: 'interpreter' }), createSimulator(circuit, { engine: 'wasm' })];
}
