import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { addressIn } from '../../../generators/accelerators/shared/memory-map.ts';
import {
  tensorTrailAddressLayout,
  tensorTrailRegisters,
} from '../../../generators/accelerators/tensortrail/memory-map.ts';
import type { TensorTrailParameters } from '../../../generators/accelerators/tensortrail/parameters.ts';
import { createSimulator } from '../../../sim/engine/index.ts';
import { driveReads, driveWrites, resetDesign } from '../../../sim/host/drive-host.ts';
import { weightSource } from '../../../sim/host/weight-source.ts';
import { elaborateTensorTrail } from '../../tensortrail/run-program.ts';

/** Every access of the driver as a line of text; answers of reads come back as lines. */
const bus = `
#include <inttypes.h>
#include <stdint.h>
void bus_write(volatile uint32_t *base, uint32_t address, uint32_t data);
uint32_t bus_read(volatile uint32_t *base, uint32_t address);
#define TENSORTRAIL_WRITE(base, address, data) bus_write(base, address, data)
#define TENSORTRAIL_READ(base, address) bus_read(base, address)
`;

const host = `
#include <stdio.h>
#include <stdlib.h>
#include "tensortrail.h"

void bus_write(volatile uint32_t *base, uint32_t address, uint32_t data) {
  (void)base;
  printf("w %" PRIu32 " %" PRIu32 "\\n", address, data);
}

uint32_t bus_read(volatile uint32_t *base, uint32_t address) {
  uint32_t data;
  (void)base;
  printf("r %" PRIu32 "\\n", address);
  fflush(stdout);
  if (scanf("%" SCNu32, &data) != 1) exit(3);
  return data;
}

#ifdef TENSORTRAIL_WEIGHT_BYTES
void tensortrail_stream(const uint8_t *bytes, uint32_t count) {
  printf("s");
  for (uint32_t place = 0; place < count; place++) printf(" %d", bytes[place]);
  printf("\\n");
}
#endif

#ifndef TENSORTRAIL_STATES
#define TENSORTRAIL_STATES 0
#endif

/* vectors input output: numbers of all inputs but states of all vectors one behind the other, and the outputs likewise. */
int main(int count, char **words) {
  FILE *input = fopen(words[2], "rb");
  FILE *output = fopen(words[3], "wb");
  const int8_t *inputs[TENSORTRAIL_INPUTS];
#if TENSORTRAIL_OUTPUTS > 0
  int8_t *outputs[TENSORTRAIL_OUTPUTS];
#endif
  if (count != 4 || !input || !output) return 2;
  if (tensortrail_load(0) != TENSORTRAIL_OK) return 4;
#if TENSORTRAIL_OUTPUTS > 0
  for (int place = 0; place < TENSORTRAIL_OUTPUTS; place++) {
    const struct tensortrail_tensor *tensor = &tensortrail_outputs[place];
    outputs[place] = malloc(tensor->height * tensor->width * tensor->channels);
  }
#endif
#if TENSORTRAIL_STATES > 0
  for (int place = 0; place < TENSORTRAIL_STATES; place++) {
    const struct tensortrail_state *state = &tensortrail_states[place];
    inputs[state->input] = outputs[state->output];
  }
  tensortrail_reset_states(outputs);
#endif
  for (int vector = 0; vector < atoi(words[1]); vector++) {
    for (int place = 0; place < TENSORTRAIL_INPUTS - TENSORTRAIL_STATES; place++) {
      const struct tensortrail_tensor *tensor = &tensortrail_inputs[place];
      const size_t numbers = tensor->height * tensor->width * tensor->channels;
      int8_t *data = malloc(numbers);
      if (fread(data, 1, numbers, input) != numbers) return 5;
      inputs[place] = data;
    }
#if TENSORTRAIL_OUTPUTS > 0
    if (tensortrail_run(0, inputs, outputs) != TENSORTRAIL_OK) return 6;
    for (int place = 0; place < TENSORTRAIL_OUTPUTS - TENSORTRAIL_STATES; place++) {
      const struct tensortrail_tensor *tensor = &tensortrail_outputs[place];
      const size_t numbers = tensor->height * tensor->width * tensor->channels;
      if (fwrite(outputs[place], 1, numbers, output) != numbers) return 7;
    }
#else
    if (tensortrail_run(0, inputs) != TENSORTRAIL_OK) return 6;
#endif
#ifdef TENSORTRAIL_ARGMAX
    const uint32_t largest = tensortrail_argmax(0);
    if (fwrite(&largest, 4, 1, output) != 1) return 8;
#endif
    fprintf(stderr, "%" PRIu32 "\\n", tensortrail_cycles(0));
  }
  return fclose(output);
}
`;

const warnings = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wconversion', '-Werror'];

/** Compiles the driver in a generated folder with the host program above, without a warning. */
export function compileDriver(folder: string): string {
  writeFileSync(join(folder, 'bus.h'), bus);
  writeFileSync(join(folder, 'host.c'), host);
  const compile = (...more: string[]) => {
    const { status, stderr } = spawnSync('gcc', more, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  compile(...warnings, '-O1', '-include', 'bus.h', '-c', 'tensortrail.c', '-o', 'driver.o');
  // As it stands, memory-mapped.
  compile(...warnings, '-c', 'tensortrail.c', '-o', 'mapped.o');
  compile('-std=c99', '-include', 'bus.h', 'host.c', 'driver.o', '-o', 'host');
  return join(folder, 'host');
}

export interface DriverRun {
  readonly status: number | null;
  /** All outputs of all vectors but states, one behind the other; behind each vector's, the 4 bytes of the argmax if there is one. */
  readonly outputs: Int8Array;
  /** What `tensortrail_cycles` gave after each run. */
  readonly cycles: readonly number[];
}

/**
 * Runs the compiled host program; each of its accesses is carried out on the simulated circuit.
 * @param parameters Of the circuit
 */
export async function runDriver(
  folder: string,
  parameters: TensorTrailParameters,
  vectors: number,
  inputs: Int8Array,
): Promise<DriverRun> {
  const program = compileDriver(folder);
  const design = createSimulator(elaborateTensorTrail(parameters));
  resetDesign(design);
  writeFileSync(join(folder, 'input.bin'), inputs);
  const child = spawn(program, [`${vectors}`, 'input.bin', 'output.bin'], { cwd: folder });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  let source: ReturnType<typeof weightSource> | undefined;
  const readOnce = async (address: number): Promise<number> => {
    if (!source) return driveReads(design, { addresses: [address], decode: ([value]) => value! >>> 0 });
    for (const [port, value] of Object.entries({ hostEnable: 1, hostWrite: 0, hostAddress: address })) {
      design.set(port, value);
    }
    await source.cycle();
    design.set('hostEnable', 0);
    return Number(design.get('hostReadData'));
  };
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const status = addressIn(tensorTrailAddressLayout(parameters), 0, tensorTrailRegisters.status);
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, address, data] = line.split(' ');
    if (kind === 's') {
      const weights = Int8Array.from(line.split(' ').slice(1), (byte) => (Number(byte) << 24) >> 24);
      source = weightSource(design, { parameters, weights });
      continue;
    }
    if (kind === 'w') {
      driveWrites(design, [{ address: Number(address), data: Number(data) }]);
      continue;
    }
    // A host is slower than one access a cycle. The source goes on meanwhile.
    const waits = Number(address) === status ? 1000 : 0;
    if (source) for (let cycle = 0; cycle < waits; cycle++) await source.cycle();
    else design.step(waits);
    child.stdin.write(`${await readOnce(Number(address))}\n`);
  }
  const code = await ended;
  return {
    status: code,
    outputs: new Int8Array(code === 0 ? readFileSync(join(folder, 'output.bin')) : []),
    cycles: errors.split('\n').filter(Boolean).map(Number),
  };
}
