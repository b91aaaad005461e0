import {fileURLToPath} from 'node:url';

/** Where the built page lies; nothing in it is kept in the repository. */
export const SITE_FOLDER = fileURLToPath(new URL('../../dist', import.meta.url));
