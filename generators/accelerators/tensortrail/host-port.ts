import { Module } from '../../language/index.ts';
import { type HostPortShape, hostPort } from '../shared/host-port.ts';
import { tensorTrailMemories, tensorTrailRegisterCount } from './memory-map.ts';
import type { TensorTrailParameters } from './parameters.ts';

/** What the host of a TensorTrail reaches. */
export function hostPortShape(parameters: TensorTrailParameters): HostPortShape {
  return { memories: tensorTrailMemories(parameters), registers: tensorTrailRegisterCount };
}

/** Connects a 32-bit host to the memories and registers of the memory map. */
export const HostPort = Module('HostPort', (parameters: TensorTrailParameters) => hostPort(hostPortShape(parameters)));
