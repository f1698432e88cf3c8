import { Module } from '../../language/index.ts';
import { type HostPortShape, hostPort } from '../shared/host-port.ts';
import { hostMemories, hostRegisterCount } from './memory-map.ts';
import type { UltraTrailParameters } from './parameters.ts';

/** What the host of an UltraTrail reaches. */
export function hostPortShape(parameters: UltraTrailParameters): HostPortShape {
  return { memories: hostMemories(parameters), registers: hostRegisterCount };
}

/** Connects a 32-bit host to the memories and registers of the memory map. */
export const HostPort = Module('HostPort', (parameters: UltraTrailParameters) => hostPort(hostPortShape(parameters)));
