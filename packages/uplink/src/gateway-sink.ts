import {type Bytes, Fault, type Random, toBase64Url} from '@holdfast/std';
import {
  type ForwardEntriesAnswer,
  forwardEntriesAnswerSchema,
  type LedgerId,
  type LedgerStatus,
  type LedgerStatusAnswer,
  ledgerStatusAnswerSchema,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import type {UplinkGroup} from './uplink-group.ts';

const NONCE_BYTES = 16;

/**
 * Head office as the place the ledger goes: the sink of the hub's forwarder, over a group of
 * uplinks. Every answer is proved to be the gateway's own before it is handed on.
 */
export class GatewaySink {
  readonly name = 'gateway';
  readonly #group: UplinkGroup;
  readonly #random: Random;

  constructor(group: UplinkGroup, random: Random) {
    this.#group = group;
    this.#random = random;
  }

  get revived(): UplinkGroup['revived'] {
    return this.#group.revived;
  }

  get backlogBytes(): number {
    return this.#group.backlogBytes;
  }

  async deliver(
    segment: {readonly bytes: Bytes; readonly traffic: 'fresh' | 'backlog'},
    signal: AbortSignal,
  ): Promise<ForwardEntriesAnswer> {
    const request = this.#group.protocol.segment(segment.bytes);
    const content = await this.#group.exchange(request, segment.traffic, signal);
    const answer = forwardEntriesAnswerSchema.safeParse(content);
    if (!answer.success) throw new Fault('wire/malformed', {what: 'forwardEntriesAnswer'});
    return answer.data;
  }

  async ledgerStatus(
    question: {
      readonly ledgerId: LedgerId;
      readonly atPosition?: number;
      readonly heldStatement?: string;
    },
    signal: AbortSignal,
  ): Promise<LedgerStatusAnswer> {
    const nonce = toBase64Url(this.#random.bytes(NONCE_BYTES));
    const message: LedgerStatus = {
      v: WAN_PROTOCOL_VERSION,
      type: 'ledgerStatus',
      nonce,
      ...question,
    };
    const request = await this.#group.protocol.message(WAN_PATHS.ledgerStatus, message);
    const content = await this.#group.exchange(request, 'question', signal);
    const answer = ledgerStatusAnswerSchema.safeParse(content);
    if (!answer.success || answer.data.nonce !== nonce) {
      throw new Fault('wire/malformed', {what: 'ledgerStatusAnswer'});
    }
    return answer.data;
  }
}
