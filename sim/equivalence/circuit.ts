import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { UltraTrail } from '../../generators/accelerators/ultratrail/ultratrail.ts';
import { requireSound, type SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate } from '../../generators/language/index.ts';

/** Elaborates an accelerator and runs every check on it; `soundness` says what becomes of warnings. */
export function elaborateAccelerator(parameters: UltraTrailParameters, soundness?: SoundnessOptions): Circuit {
  const circuit = elaborate(UltraTrail, parameters);
  requireSound(circuit, soundness);
  return circuit;
}
