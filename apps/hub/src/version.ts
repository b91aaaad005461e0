/** The product's version, as status pages and sessions say it. */
export const VERSION = '0.1.0';
