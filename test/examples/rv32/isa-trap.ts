/** A synchronous exception on the way to its handler. */
export class Trap {
  readonly cause: number;
  readonly value: number;
  constructor(cause: number, value: number) {
    this.cause = cause;
    this.value = value;
  }
}
