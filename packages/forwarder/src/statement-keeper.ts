import type {Ledger} from '@holdfast/ledger';
import {
  equalBytes,
  fromBase64Url,
  isFault,
  type Log,
  type PublicKey,
  type SignatureVerifier,
} from '@holdfast/std';
import {verifyHeldStatement} from '@holdfast/trust';
import {
  decodeHeldStatement,
  type GatewayIncarnation,
  type SignedHeldStatement,
} from '@holdfast/wire';
import type {ForwarderAlarms} from './ports.ts';

/** Statements kept together share one sync; more at once would crowd out a till's signatures. */
const TOGETHER_MAX = 16;

export interface StatementPorts {
  readonly ledger: Ledger;
  readonly verifier: SignatureVerifier;
  readonly gatewayPublicKey: PublicKey;
  readonly alarms: Pick<ForwarderAlarms, 'statementRefused'>;
  readonly log: Log;
}

/**
 * Keeps the held statements that come back with answers: only with head office's signature, only if
 * they name the entry that this hub recorded. Deletion on tills and hub hangs on them, so a wrong
 * one is refused loudly and releases nothing.
 */
export class StatementKeeper {
  readonly #ports: StatementPorts;

  constructor(ports: StatementPorts) {
    this.#ports = ports;
  }

  /** @param incarnation of the answer that carried them: a statement of another is stale. */
  async keep(encoded: readonly string[], incarnation: GatewayIncarnation): Promise<void> {
    const news = encoded
      .flatMap(text => this.#decode(text) ?? [])
      .filter(statement => statement.gatewayIncarnation === incarnation)
      .filter(statement => !this.#isKnown(statement));
    for (let at = 0; at < news.length; at += TOGETHER_MAX) {
      await Promise.all(news.slice(at, at + TOGETHER_MAX).map(each => this.#keepProved(each)));
    }
  }

  /** Of the latest gateway that this hub keeps a statement of. */
  get latest(): SignedHeldStatement | undefined {
    return this.#ports.ledger.latestStatement();
  }

  #decode(text: string): SignedHeldStatement | undefined {
    try {
      return decodeHeldStatement(fromBase64Url(text) ?? new Uint8Array());
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#ports.log.warn('statement.malformed', {code: error.code});
      return undefined;
    }
  }

  #isKnown({journalId, sequenceNumber, gatewayIncarnation}: SignedHeldStatement): boolean {
    const known = this.#ports.ledger.heldStatement(journalId);
    return (
      known?.gatewayIncarnation === gatewayIncarnation && known.sequenceNumber >= sequenceNumber
    );
  }

  async #keepProved(statement: SignedHeldStatement): Promise<void> {
    const {ledger, verifier, gatewayPublicKey, alarms} = this.#ports;
    const {journalId, sequenceNumber} = statement;
    if (!(await verifyHeldStatement(verifier, {statement, gatewayPublicKey}))) {
      alarms.statementRefused({journalId, sequenceNumber, reason: 'badSignature'});
      return;
    }
    const recorded = await ledger.recordedHash({journalId, sequenceNumber});
    if (recorded && !equalBytes(recorded, statement.entryHash)) {
      alarms.statementRefused({journalId, sequenceNumber, reason: 'otherEntry'});
      return;
    }
    await ledger.keepHeldStatement(statement);
  }
}
