/** The typed handle of a design: what the editor should know of it. */
export { designHandle, type HandleOptions } from './design-handle.ts';
