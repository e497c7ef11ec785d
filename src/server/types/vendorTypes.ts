// The types that vendors have registered, and those without any registration: a seventh of the code that a start would load. `import()` it.
import other from 'mime/types/other.js';
import { typeIn } from './table';

export const vendorTypeOf = (extension: string): string | undefined => typeIn(other, extension);
