import { gzipSync } from 'node:zlib';
import { scopesOf } from '../scopes.ts';
import { periodOf, type WaveTiming } from '../timing.ts';
import type { Trace } from '../trace.ts';
import { variablesOf } from '../variables.ts';
import { ByteWriter } from './bytes.ts';
import { packed, section, valueChanges } from './changes.ts';
import { blockType, dateSize, nanoseconds, orderTest, versionSize } from './format.ts';
import { geometryOf, hierarchyOf } from './hierarchy.ts';

/** The trace in GTKWave's fast signal trace format; equal traces give equal bytes. */
export function fstBytes(trace: Trace, timing: WaveTiming = {}): Uint8Array {
  const period = periodOf(timing);
  const variables = variablesOf(trace);
  const { bytes, scopes, order } = hierarchyOf(trace, scopesOf(trace.top, variables), variables);

  const header = new ByteWriter();
  header.unsigned64(0);
  header.unsigned64(trace.samples * period);
  header.double(orderTest);
  // Memory of the writer, which nobody needs.
  header.unsigned64(0);
  header.unsigned64(scopes);
  header.unsigned64(order.length);
  header.unsigned64(order.length);
  header.unsigned64(1);
  header.byte(nanoseconds & 0xff);
  header.field('Burin', versionSize);
  header.field('', dateSize);
  // Made from Verilog, and times count from 0.
  header.byte(0);
  header.unsigned64(0);

  const sizes = geometryOf(order, variables);
  const geometry = new ByteWriter();
  geometry.unsigned64(sizes.length);
  geometry.unsigned64(order.length);
  geometry.append(packed(sizes));

  const hierarchy = new ByteWriter();
  hierarchy.unsigned64(bytes.length);
  hierarchy.append(gzipSync(bytes));

  return Buffer.concat([
    section(blockType.header, header.bytes()),
    valueChanges(trace, variables, order, period),
    section(blockType.geometry, geometry.bytes()),
    section(blockType.hierarchy, hierarchy.bytes()),
  ]);
}
