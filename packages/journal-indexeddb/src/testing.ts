import {fileURLToPath} from 'node:url';

export {remoteTill, type TillCalls} from './testing/remote-till.ts';

/** The page in which a {@link remoteTill} works: for a server of pages. */
export const TILL_PAGE = fileURLToPath(new URL('testing/till-page.ts', import.meta.url));
