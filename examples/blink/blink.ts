import { pulseEvery } from '../../generators/blocks/index.ts';
import { bool, Module, output, reg, when } from '../../generators/language/index.ts';

export interface BlinkParameters {
  /** Clock cycles for which the light stays on, and then off: half a period. */
  readonly cycles: number;
}

/** A light that goes on and off. */
export const Blink = Module('Blink', ({ cycles }: BlinkParameters) => {
  const light = reg(bool(), { reset: false });
  const tick = pulseEvery(cycles);
  when(tick, () => {
    light.next = light.not();
  });

  return { light: output(light) };
});
