export {bundleForBrowser} from './testing/browser-bundle.ts';
export {CERTUTIL, Chromium, chromiumTitle} from './testing/chromium.ts';
export {PageServer} from './testing/page-server.ts';
