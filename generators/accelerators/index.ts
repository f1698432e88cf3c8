import { type TensorTrailParameters, tensorTrailParameters } from './tensortrail/parameters.ts';
import { TensorTrail } from './tensortrail/tensortrail.ts';
import { type UltraTrailParameters, ultraTrailParameters } from './ultratrail/parameters.ts';
import { UltraTrail } from './ultratrail/ultratrail.ts';

/** An accelerator that `burin generate` knows. */
export interface Accelerator<Parameters, Module> {
  /** Name on the command line and of the folder that a design lands in. */
  readonly name: string;
  readonly summary: string;
  readonly module: Module;
  /** Checks what is given and fills in the defaults. */
  readonly parameters: (given?: Partial<Parameters>) => Parameters;
  readonly documentation: ParameterDocumentation;
}

/** The file and the interface whose docstrings describe the parameters. */
export interface ParameterDocumentation {
  readonly file: URL;
  readonly interface: string;
}

export const ultraTrail: Accelerator<UltraTrailParameters, typeof UltraTrail> = {
  name: 'ultratrail',
  summary: 'N×N array for one-dimensional convolutional networks, such as keyword spotting',
  module: UltraTrail,
  parameters: ultraTrailParameters,
  documentation: { file: new URL('./ultratrail/parameters.ts', import.meta.url), interface: 'UltraTrailParameters' },
};

export const tensorTrail: Accelerator<TensorTrailParameters, typeof TensorTrail> = {
  name: 'tensortrail',
  summary: 'N×N array for int8 networks of one and two dimensions, from TensorFlow Lite and ONNX files',
  module: TensorTrail,
  parameters: tensorTrailParameters,
  documentation: { file: new URL('./tensortrail/parameters.ts', import.meta.url), interface: 'TensorTrailParameters' },
};

export const accelerators = [ultraTrail, tensorTrail] as const;
