export {MemoryStick} from './testing/memory-stick.ts';
export {STICK_BREAKS} from './testing/stick-breaks.ts';
export {TestHub} from './testing/test-hub.ts';
