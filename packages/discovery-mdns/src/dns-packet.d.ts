/**
 * The two functions we use of dns-packet, typed by what they are: what comes off the network is
 * `unknown` until `message.ts` has looked at it.
 */
declare module 'dns-packet' {
  /** Throws on bytes that are no DNS message. */
  export function decode(bytes: Uint8Array): unknown;
  export function encode(message: OutgoingPacket): Uint8Array<ArrayBuffer>;

  export interface OutgoingPacket {
    readonly type: 'query' | 'response';
    readonly id: number;
    readonly flags: number;
    readonly questions: OutgoingQuestion[];
    readonly answers: OutgoingRecord[];
    readonly authorities: OutgoingRecord[];
    readonly additionals: OutgoingRecord[];
  }
  export interface OutgoingQuestion {
    readonly name: string;
    readonly type: string;
  }
  export interface OutgoingRecord {
    readonly name: string;
    readonly type: string;
    readonly ttl: number;
    readonly flush: boolean;
    readonly data: unknown;
  }
}
