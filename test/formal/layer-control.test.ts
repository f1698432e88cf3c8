import { describe, expect, test } from 'vitest';
import { LayerControl } from '../../generators/accelerators/ultratrail/layer-control.ts';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { Binary } from '../../generators/circuit/types.ts';
import { assert, elaborate, when } from '../../generators/language/index.ts';
import { type ObservedSignals, prove } from '../../sim/formal/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { hasYosys } from '../verilog/tools.ts';
import { seedBug } from './seeded-bug.ts';

const parameters = ultraTrailParameters();

/** The number of the state `Run`. */
const run = 3;

/** Whatever program is loaded: while a layer runs, its position, index and tap lie within what its word says. */
function observer(signals: ObservedSignals): void {
  when(signals.uint('state').eq(run), () => {
    const within = (counter: string, bound: string) =>
      assert(signals.uint(counter).lt(signals.uint(bound)), `${counter} within ${bound}`);
    within('position', 'layer_outputLength');
    within('inputIndex', 'layer_inputLength');
    within('tap', 'layer_kernel');
    within('inputBlock', 'layer_inputBlocks');
    within('outputBlock', 'layer_outputBlocks');
    // What later blocks start with; without it, induction begins with layers that were never loaded.
    within('firstIndex_1', 'layer_inputLength');
    within('firstTap_1', 'layer_kernel');
    assert(signals.uint('layer_stride').ne(0), 'the stride is at least 1');
  });
}

/** Whether the index that the window would step to is compared. */
const isOfStep = ({ left }: Binary): boolean => left.kind === 'reference' && /strideAbove/.test(left.signal.name);

/** The words that the features of a layer take are within their memory, at the address and in the layer as a whole. */
function addresses(signals: ObservedSignals): void {
  observer(signals);
  when(signals.uint('state').eq(run), () => {
    const depths = [parameters.featureDepth0, parameters.featureDepth1, parameters.featureDepth2];
    const memory = signals.uint('layer_inputMemory');
    const length = signals.uint('layer_inputLength');
    const base = signals.uint('inputBase');
    assert(base.eq(signals.uint('inputBlock').mul(length)), 'the base is the start of its block');
    assert(memory.lt(depths.length), 'one of the memories');
    for (const [number, depth] of depths.entries()) {
      when(memory.eq(number), () => {
        assert(signals.uint('layer_inputBlocks').mul(length).le(depth), `the layer is within memory ${number}`);
        assert(signals.uint('issue_features_address').lt(depth), `the address is within memory ${number}`);
      });
    }
  });
}

describe.skipIf(!hasYosys)('the layer control of UltraTrail, for all programs', () => {
  const made = () => elaborate(LayerControl, parameters);

  test('positions, indices and taps stay within their layer', async () => {
    await expect(made()).toHold({ observer, depth: 4, timeoutSeconds: 200 });
  });

  test('features are read within their memories', async () => {
    await expect(made()).toHold({ observer: addresses, depth: 2, timeoutSeconds: 200 });
  });

  test.each([
    ['ends a block behind its last tap', { from: 'notEqual', to: 'equal' }],
    ['lets the window step one position too far', { from: 'less', to: 'lessEqual', isRight: isOfStep }],
  ] as const)('one that %s is found', async (_, bug) => {
    const proof = await prove(seedBug(made(), 'LayerControl', bug), {
      observer,
      depth: 9,
      kind: 'bmc',
      timeoutSeconds: 200,
    });
    expect(proof.kind).toBe('refuted');
  });
});
