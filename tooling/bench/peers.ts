import {NATS} from './nats-peer.ts';
import type {Peer} from './peer.ts';
import {POSTGRES} from './postgres-peer.ts';
import {REDIS} from './redis-peer.ts';

export const PEERS: readonly Peer[] = [REDIS, POSTGRES, NATS];
