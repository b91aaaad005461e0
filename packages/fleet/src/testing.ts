export {BreakingStore, type CommitBreak} from './testing/breaking-store.ts';
export {MemoryFleetStore} from './testing/memory-fleet-store.ts';
export {keysOf, TestGateway} from './testing/test-gateway.ts';
export {TestHub, TestTill, type TestTools} from './testing/test-hub.ts';
export {testSale} from './testing/test-sale.ts';
