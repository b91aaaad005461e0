import type {EN} from './en.ts';
import type {Said} from './said.ts';

/** Every message there is: a text, or a function of what stands in it. English says which. */
export type Messages = Said<typeof EN>;
