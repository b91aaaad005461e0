import type {Bytes} from '@holdfast/std';
import type {LoopResult, Pace} from './closed-loop.ts';

/**
 * Something else that keeps what it is given, at the setting under which its answer means synced.
 */
export interface Peer {
  readonly name: string;
  /** At 32 tills our acks are aimed to be so many times its own. */
  readonly aimAt32: number;
  /** Starts it in a folder of its own, or says why it cannot take part here. */
  start(): Promise<RunningPeer | {readonly absent: string}>;
}

export interface RunningPeer {
  /** So many lanes, each with one body unanswered. */
  appends(load: PeerLoad): Promise<LoopResult>;
  stop(): Promise<void>;
}

export interface PeerLoad {
  readonly lanes: number;
  readonly bodies: readonly Bytes[];
  readonly pace: Pace;
}
