import { type UltraTrailParameters, ultraTrailParameters } from './ultratrail/parameters.ts';
import { UltraTrail } from './ultratrail/ultratrail.ts';

/** An accelerator that `burin generate` knows. */
export interface Accelerator<Parameters> {
  /** Name on the command line and of the folder that a design lands in. */
  readonly name: string;
  readonly summary: string;
  readonly module: typeof UltraTrail;
  /** Checks what is given and fills in the defaults. */
  readonly parameters: (given?: Partial<Parameters>) => Parameters;
  /** The file and the interface whose docstrings describe the parameters. */
  readonly documentation: { readonly file: URL; readonly interface: string };
}

export const ultraTrail: Accelerator<UltraTrailParameters> = {
  name: 'ultratrail',
  summary: 'N×N array for one-dimensional convolutional networks, such as keyword spotting',
  module: UltraTrail,
  parameters: ultraTrailParameters,
  documentation: { file: new URL('./ultratrail/parameters.ts', import.meta.url), interface: 'UltraTrailParameters' },
};

export const accelerators = [ultraTrail] as const;
