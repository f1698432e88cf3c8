import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { UltraTrail } from '../../generators/accelerators/ultratrail/ultratrail.ts';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate } from '../../generators/language/index.ts';

/** Elaborates an accelerator and runs every check on it. */
export function elaborateAccelerator(parameters: UltraTrailParameters): Circuit {
  const circuit = elaborate(UltraTrail, parameters);
  requireSound(circuit);
  return circuit;
}
