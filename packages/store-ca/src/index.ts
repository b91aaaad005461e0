export {issueLeaf, LEAF_LIFE_MS, type Leaf} from './leaf.ts';
export {isPrivateAddress} from './private-addresses.ts';
export {makeStoreCa, type StoreCa} from './store-ca.ts';
