import {type AskReceipt, type HubToTerminal, LAN_PROTOCOL_VERSION} from '@holdfast/wire';
import type {ReceiptFinder} from './ports.ts';

/**
 * One till's questions for receipts: answered one at a time. What is asked meanwhile is not
 * answered; the till says that it could not look.
 */
export class ReceiptTalk {
  readonly #find: ReceiptFinder | undefined;
  #busy = false;

  constructor(find: ReceiptFinder | undefined) {
    this.#find = find;
  }

  async hear(asked: AskReceipt, send: (message: HubToTerminal) => void): Promise<void> {
    if (!this.#find || this.#busy) return;
    this.#busy = true;
    try {
      const {question, receiptNumber} = asked;
      const answer = await this.#find(receiptNumber);
      send({v: LAN_PROTOCOL_VERSION, type: 'receiptAnswer', question, ...answer});
    } finally {
      this.#busy = false;
    }
  }
}
