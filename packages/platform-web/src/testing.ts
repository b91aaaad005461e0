export {Chromium, chromiumMissing, chromiumTitle} from './testing/chromium.ts';
export {PageServer} from './testing/page-server.ts';
