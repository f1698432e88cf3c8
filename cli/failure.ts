import { BurinError, placeInUserCode } from '../generators/diagnostics.ts';
import { SimulationError } from '../sim/engine/simulator.ts';

/** Prints what the user can mend as it stands, what the user's code threw with its place, and anything else as a fault of ours; the exit code becomes 1. */
export function reportFailure(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof BurinError) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  if (error instanceof SimulationError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.stderr.write('  remedy: try another --engine; where that helps, please report it as a fault of this one\n');
    return;
  }
  const system = error as NodeJS.ErrnoException;
  if (system instanceof Error && system.code && system.syscall) {
    const place = system.path ? `: ${system.path}` : '';
    process.stderr.write(`error: the system refused ${system.syscall} (${system.code})${place}\n`);
    process.stderr.write('  remedy: check that the path exists, may be written to, and that the disk has room\n');
    return;
  }
  const place = error instanceof Error ? placeInUserCode(error) : undefined;
  if (place !== undefined) {
    process.stderr.write(`error: ${place}: ${String(error)}\n`);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`error: a fault in Burin itself; please report it with the command that you gave\n${detail}\n`);
}
