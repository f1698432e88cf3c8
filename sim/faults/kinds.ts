/** What becomes of a bit that is hit: turned over once, or kept at a value from then on. */
export type FaultKind = 'upset' | 'stuck-at-0' | 'stuck-at-1';
export const faultKinds: readonly FaultKind[] = ['upset', 'stuck-at-0', 'stuck-at-1'];
