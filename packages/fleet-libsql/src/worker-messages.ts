import type {DataKeys} from '@holdfast/data-keys';
import type {FleetStore} from '@holdfast/fleet';
import type {FaultCode, FaultFields} from '@holdfast/std';
import type {GatewayIncarnation} from '@holdfast/wire';
import type {OpenedFleetStore} from './open-fleet-store.ts';

/**
 * What may be asked of a store from another thread: everything but what it says of itself at once.
 */
export type StoreMethod = Exclude<keyof FleetStore, 'incarnation'>;

/** To the worker. `open` comes first and once, `close` last; then the thread ends by itself. */
export type StoreRequest =
  | {
      readonly id: number;
      readonly kind: 'open';
      readonly path: string;
      readonly reserveBytes: number;
      readonly keys: DataKeys | undefined;
    }
  | {
      readonly id: number;
      readonly kind: 'call';
      readonly method: StoreMethod;
      readonly args: readonly unknown[];
    };

/** From the worker: one for each request, in their order. */
export type StoreReply = {readonly id: number} & (
  | {readonly kind: 'answer'; readonly answer: unknown}
  | {readonly kind: 'fault'; readonly code: FaultCode; readonly fields: FaultFields}
);

/** The answer to `open`. */
export interface StoreOpened {
  readonly origin: OpenedFleetStore['origin'];
  readonly incarnation: GatewayIncarnation;
}
