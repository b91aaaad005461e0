export {browserHubLink} from './browser-hub-link.ts';
export {quietHubFinder} from './quiet-hub-finder.ts';
export {webClock} from './web-clock.ts';
export {webDigest} from './web-digest.ts';
export {webRandom} from './web-random.ts';
export {openWebSignatureVerifier} from './web-signature-verifier.ts';
export {createWebKeyPair, type WebKeyPair, webSigningKey} from './web-signing-key.ts';
