import { loadFloatNetwork } from '../../generators/networks/format/load-float-network.ts';
import { saveNetwork } from '../../generators/networks/format/save-network.ts';
import { quantiseNetwork } from '../../generators/networks/quantise/quantise-network.ts';
import { formatQuantisationReport } from '../../generators/networks/quantise/report.ts';
import { refuseNetworkTarget } from '../../generators/output/network-target.ts';
import { readFloatInput } from '../../sim/front-end/float-input.ts';
import type { QuantiseOptions } from '../commands/quantise.ts';
import { printJson } from '../output.ts';
import { progressLine } from '../progress.ts';
import { wholeNumber } from '../whole-number.ts';

export function quantise(options: QuantiseOptions): void {
  const { network: source, inputs, 'layer-shift': layerShift, json } = options;
  const weightBits = wholeNumber('weight-bits', options['weight-bits'], [2, 8]);
  const activationBits = wholeNumber('activation-bits', options['activation-bits'], [4, 8]);
  const file = options.out ?? `${source.replace(/\.json$/, '')}-w${weightBits}.json`;
  const loaded = loadFloatNetwork(source);
  refuseNetworkTarget(file, source);
  const calibration = inputs.map((input) => readFloatInput(input, loaded));
  const progress = progressLine(`quantising with ${inputs.length} inputs`);
  const result = quantiseNetwork(loaded.network, calibration, { weightBits, activationBits, layerShift });
  progress.clear();
  const { network, inputFraction, scoreFraction, needsLayerShift, report } = result;
  const { frontEnd, licence } = loaded;
  saveNetwork(file, network, {
    inputFraction,
    ...(frontEnd ? { frontEnd } : {}),
    ...(licence === undefined ? {} : { licence }),
  });
  if (json) {
    printJson({
      file,
      network: network.name,
      weightBits,
      activationBits,
      needsLayerShift,
      inputFraction,
      scoreFraction,
      ...report,
    });
    return;
  }
  process.stdout.write(`${formatQuantisationReport(report)}\n`);
  const shifts = needsLayerShift ? 'needs the parameter layerShift' : 'needs no layerShift';
  process.stdout.write(`${file}: ${network.name}, ${weightBits}-bit weights, ${shifts}\n`);
}
