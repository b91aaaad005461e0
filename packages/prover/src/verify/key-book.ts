import {base32, join, latin, type Octets, sha256, unbase32, unbase64url} from './bytes.ts';
import type {VerifierKey, VerifyTools} from './verify-tools.ts';

const LEDGER_OPENED = 16;
const ROSTER_CHANGED = 17;
const JOURNAL_ID_BYTES = 10;
const HUB_ID_BYTES = 20;
const KEY_BYTES = {ed25519: 32, p256: 65} as const;

/** A key as JSON carries it, or `undefined` for what is none. */
export function keyFromJson(named: unknown): VerifierKey | undefined {
  if (typeof named !== 'object' || named === null) return undefined;
  const {algorithm, bytes: text} = named as {
    readonly algorithm?: unknown;
    readonly bytes?: unknown;
  };
  if (algorithm !== 'ed25519' && algorithm !== 'p256') return undefined;
  const bytes = unbase64url(text);
  return bytes.length === KEY_BYTES[algorithm] ? {algorithm, bytes} : undefined;
}

export function hubIdOfKey({bytes}: VerifierKey): string {
  return base32(sha256(bytes).subarray(0, HUB_ID_BYTES));
}

/**
 * The keys of journals. A journal is named after its key's hash, so a key need not be believed: it
 * is the right one or it is not.
 */
export class KeyBook {
  readonly #keys = new Map<string, VerifierKey>();

  of(journalId: string): VerifierKey | undefined {
    return this.#keys.get(journalId);
  }

  /** Answers whether the journal is the one that is named after the key. */
  take(key: VerifierKey, journalId?: string): boolean {
    const own = base32(sha256(key.bytes).subarray(0, JOURNAL_ID_BYTES));
    if (journalId !== undefined && journalId !== own) return false;
    this.#keys.set(own, key);
    return true;
  }

  /**
   * Learns from an entry that names a key: the one that opens a ledger, the one that lets a till
   * in. Answers what is wrong with it.
   */
  async learn(
    tools: VerifyTools,
    entry: {
      readonly kindCode: number;
      readonly body: Uint8Array | undefined;
      readonly ledgerId: string;
      /** Certifies the key of the hub's own journal; absent where nobody knows it. */
      readonly hubKey: VerifierKey | undefined;
    },
  ): Promise<string | undefined> {
    const {kindCode, body} = entry;
    if (!body || (kindCode !== LEDGER_OPENED && kindCode !== ROSTER_CHANGED)) return undefined;
    const said = readJson(body);
    if (kindCode === LEDGER_OPENED) return this.#takeOpening(tools, {...entry, said});
    const change = said['change'];
    if (typeof change !== 'object' || change === null) return undefined;
    const {kind, publicKey, journalId} = change as Readonly<Record<string, unknown>>;
    if (kind !== 'journalAdmitted') return undefined;
    const key = keyFromJson(publicKey);
    if (key && typeof journalId === 'string' && this.take(key, journalId)) return undefined;
    return 'lets a till in under a key that is not the one its journal is named after';
  }

  async #takeOpening(
    tools: VerifyTools,
    opened: {
      readonly said: Readonly<Record<string, unknown>>;
      readonly ledgerId: string;
      readonly hubKey: VerifierKey | undefined;
    },
  ): Promise<string | undefined> {
    const {said, ledgerId, hubKey} = opened;
    const key = keyFromJson(said['journalPublicKey']);
    if (!key || said['ledgerId'] !== ledgerId) return 'opens another ledger than this';
    this.take(key);
    if (!hubKey) return undefined;
    const context = latin('holdfast/hub-journal/1\0');
    const message: Octets = join(context, unbase32(ledgerId), key.bytes);
    const signature = unbase64url(said['identitySignature']);
    const certified = await tools.verify({key: hubKey, message, signature});
    return certified ? undefined : 'names a key for the hub’s journal that the hub did not certify';
  }
}

function readJson(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
