import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { LoadedNetwork } from '../../generators/networks/format/load-network.ts';
import { fitParameters } from '../../generators/networks/mapping/fit-parameters.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import type { UltraTrailProgram } from '../../generators/networks/mapping/program.ts';
import { requantiseLoadedNetwork, type Widths } from '../../generators/networks/requantise.ts';

/** A network on an accelerator made for it. */
export interface Deployment {
  /** The network at the accelerator's widths. */
  readonly loaded: LoadedNetwork;
  readonly parameters: UltraTrailParameters;
  readonly program: UltraTrailProgram;
  /** Whether the network computes what its file says; not so where it was brought to other widths or roundings. */
  readonly asTrained: boolean;
  /** What the user should know: changes that the network or the accelerator needed. */
  readonly notes: readonly string[];
}

const widthNames = ['weightBits', 'activationBits', 'biasBits', 'accumulatorBits'] as const;

/**
 * Fits an accelerator to a network and maps the network onto it. Widths that are set to others than the network's
 * requantise the network.
 * @throws BurinError where the network does not fit what is set.
 */
export function deploy(loaded: LoadedNetwork, set: Partial<UltraTrailParameters> = {}): Deployment {
  const { network } = loaded;
  const changed = widthNames.filter((name) => set[name] !== undefined && set[name] !== network[name]);
  const widths: Widths = Object.fromEntries(changed.map((name) => [name, set[name]]));
  const adapted = changed.length > 0 ? requantiseLoadedNetwork(loaded, widths) : loaded;
  const parameters = fitParameters(adapted.network, set);
  const program = mapNetwork(adapted.network, parameters);
  const notes = changed.map(
    (name) => `note: ${network.name} requantised from ${name} ${network[name]} to ${set[name]}`,
  );
  for (const name of ['guardBits', 'maximumStride', 'layerShift'] as const) {
    const standard = { guardBits: 0, maximumStride: 8, layerShift: false }[name];
    if (set[name] === undefined && parameters[name] !== standard) {
      notes.push(`note: ${name} is ${parameters[name]}, which ${network.name} needs`);
    }
  }
  const asTrained = changed.length === 0 && parameters.rounding === 'half-up';
  return { loaded: adapted, parameters, program, asTrained, notes };
}
