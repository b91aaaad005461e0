export {MemoryFleetStore} from './memory-fleet-store.ts';
export {keysOf, TestGateway} from './test-gateway.ts';
export {TestHub, TestTill, type TestTools} from './test-hub.ts';
export {testSale} from './test-sale.ts';
