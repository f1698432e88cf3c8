import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator } from '../../sim/engine/index.ts';
import { record, valueAt, wavePage, writeWave } from '../../sim/waves/index.ts';
import { countingDesign } from './counting-design.ts';

const browserFile = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);

/** 100 000 cycles in which something happens all the time. */
function longTrace() {
  const simulator = createSimulator(countingDesign);
  const recording = record(simulator, { fractionBits: { level: 2 } });
  for (let block = 0; block < 1000; block++) {
    simulator.set('start', block % 3 === 0);
    simulator.step(100);
  }
  return recording.end();
}

describe('wave page', () => {
  const trace = longTrace();

  it('loads nothing and is small', () => {
    const page = wavePage(trace);
    expect(page).not.toMatch(/https?:|src=|<link|@import|url\(/);
    expect(page.length).toBeLessThan(200_000);
    expect(page).toBe(wavePage(trace));
  });

  describe.skipIf(browserFile === undefined)('in a browser', () => {
    let folder: string;
    let browser: Browser;
    let page: Page;
    const errors: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'burin-waves-'));
      const file = join(folder, 'wave.html');
      writeWave(trace, file);
      browser = await chromium.launch({ executablePath: browserFile!, args: ['--no-sandbox'] });
      page = await browser.newPage({ viewport: { width: 1200, height: 500 } });
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(pathToFileURL(file).href);
      await page.waitForSelector('body[data-ready]');
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    /** Points of the wave that are not of the background's colour, in a row of the page. */
    const drawnPoints = (top: number, height: number) =>
      page.evaluate(
        ([first, rows]) => {
          // The types of the browser are not those of this project.
          const { document } = globalThis as unknown as {
            document: {
              getElementById(id: string): {
                getContext(kind: string): { getImageData(...place: number[]): { data: Uint8ClampedArray } };
              };
            };
          };
          const { data } = document.getElementById('wave').getContext('2d').getImageData(380, first!, 800, rows!);
          let drawn = 0;
          for (let point = 0; point < data.length; point += 4) if (data[point]! < 200) drawn++;
          return drawn;
        },
        [top, height],
      );

    it('draws levels, words and names where signals are', async () => {
      // Rows are 22 points high below a ruler of 24: start is the third, mode the fourth, wide the sixth.
      expect(await drawnPoints(24 + 2 * 22, 22)).toBeGreaterThan(400);
      expect(await drawnPoints(24 + 3 * 22, 22)).toBeGreaterThan(1000);
      expect(await drawnPoints(450, 10)).toBe(0);
      expect(errors).toEqual([]);
    });

    it('shows all 100 000 cycles at once, quickly', async () => {
      await page.click('#fit');
      const drawn = await page.evaluate(async () => {
        const frame = globalThis as unknown as { requestAnimationFrame(act: () => void): void };
        const started = performance.now();
        for (let round = 0; round < 5; round++) await new Promise<void>((act) => frame.requestAnimationFrame(act));
        return performance.now() - started;
      });
      expect(drawn).toBeLessThan(3000);
      expect(await drawnPoints(24 + 3 * 22, 22)).toBeGreaterThan(1000);
    });

    it('goes from change to change of the selected signal', async () => {
      await page.fill('#search', 'stepper.islast');
      await page.keyboard.press('Escape');
      await page.mouse.click(100, 34 + 24 + 11);
      const signal = trace.signals.find(({ name }) => name === 'stepper.isLast')!;
      for (const change of [1, 2, 3]) {
        await page.click('#next');
        const cycle = signal.changes[change]!;
        await expect.poll(() => page.textContent('#place')).toBe(`cycle ${cycle} (${cycle * 10} ns)`);
      }
      expect(valueAt(signal, signal.changes[3]!)).toBe(1n);
      expect(errors).toEqual([]);
    });
  });
});
