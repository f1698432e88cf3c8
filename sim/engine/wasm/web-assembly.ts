export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Compiled code, of which instances are made. */
export interface Module {
  readonly kind?: never;
}

interface Interface {
  readonly Memory: new (description: { initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => Module;
  readonly Instance: new (
    module: Module,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: Record<string, unknown> };
}

/**
 * The part of the WebAssembly interface that we use. Its types are ours: Node's type package leaves them to the browser's
 * library, which a program that imports the simulator need not have.
 */
export const WebAssembly = (globalThis as unknown as { readonly WebAssembly: Interface }).WebAssembly;
