import { fail } from '../diagnostics.ts';
import { captureErrorLocation } from './source-location.ts';

/** Numbers of the errors that the language itself raises; `docs/checks` has a page for each. */
export type LanguageError =
  | 'B001' // width lost
  | 'B002' // signedness mixed
  | 'B007' // names collide
  | 'B010' // used outside its module
  | 'B012' // clock missing
  | 'B015' // memory port conflict
  | 'B020' // impossible width, range or count
  | 'B021' // constant does not fit
  | 'B022' // not assignable
  | 'B023' // used outside a module body
  | 'B024'; // construct out of place

/** Throws one error at the user's line that is being elaborated. */
export function languageError(code: LanguageError, message: string, remedy: string): never {
  fail(code, message, remedy, captureErrorLocation());
}
