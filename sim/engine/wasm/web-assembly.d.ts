/** The part of the WebAssembly interface that we use; Node's type package leaves it to the browser's library. */
declare namespace WebAssembly {
  class Memory {
    constructor(description: { initial: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
}
