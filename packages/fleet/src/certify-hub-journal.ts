import {fromBase64Url} from '@holdfast/std';
import {parsePublicKeyText} from '@holdfast/trust';
import {
  ENTRY_KINDS,
  HUB_WORKSTATION,
  hubJournalKeyMessage,
  journalIdOf,
  type LedgerEntry,
  ledgerOpenedSchema,
  parseHubBody,
} from '@holdfast/wire';
import {type JournalRecord, newJournal} from './journal-record.ts';
import type {LineScene} from './line-scene.ts';

/**
 * A ledger's first entry names the key of the hub's own journal, and the enrolled identity key
 * signs for it. Answers the journal, with its key; `undefined` where anything of that does not tie,
 * in which case nothing the hub says about its tills is believed in this ledger.
 */
export async function certifyHubJournal(
  scene: LineScene,
  {entry}: LedgerEntry,
): Promise<JournalRecord | undefined> {
  const {ports, draft, hub, ledger} = scene;
  const {header, body} = entry;
  if (header.kindCode !== ENTRY_KINDS.ledgerOpened || header.workstationId !== HUB_WORKSTATION) {
    return undefined;
  }
  const opened = body && parseHubBody(ledgerOpenedSchema, body);
  if (!opened?.ok || opened.value.ledgerId !== ledger.ledgerId) return undefined;
  const publicKey = parsePublicKeyText(opened.value.journalPublicKey);
  const signature = fromBase64Url(opened.value.identitySignature);
  if (!publicKey.ok || !signature) return undefined;
  if (journalIdOf(ports.digest, publicKey.value) !== header.journalId) return undefined;
  const genuine = await ports.verifier.verify({
    publicKey: hub.publicKey,
    message: hubJournalKeyMessage({ledgerId: ledger.ledgerId, journalPublicKey: publicKey.value}),
    signature,
  });
  if (!genuine) return undefined;
  const known = (await draft.journal(header.journalId)) ?? newJournal(header, 'hub');
  const journal: JournalRecord = {
    ...known,
    role: 'hub',
    publicKey: publicKey.value,
    name: hub.name,
  };
  draft.setJournal(journal);
  return journal;
}
