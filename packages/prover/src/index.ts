export {type Proof, type ProveOptions, proveStore} from './prove-store.ts';
