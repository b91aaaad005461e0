import {type Digest, isFault, utf8Encode} from '@holdfast/std';
import {
  drawGatewayIncarnation,
  entrySigningMessage,
  GENESIS_HASH,
  hubIdOf,
  journalIdOf,
  makeEntry,
} from '@holdfast/wire';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {JournalPlace} from './journal-place.ts';
import type {Journal, JournalCustody, JournaledEntry, Pairing} from './ports.ts';
import {successionAcceptance} from './succession-acceptance.ts';

const EVERYTHING = {sequenceNumber: 0, entriesMax: 100, bytesMax: Number.MAX_SAFE_INTEGER};

/** What every journal promises, wherever it is kept. Called once by each adapter and each fake. */
export function journalAcceptance(
  name: string,
  {digest, place: makePlace}: {readonly digest: Digest; readonly place: () => JournalPlace},
): void {
  successionAcceptance(name, {digest, place: makePlace});
  describe(`a journal (${name})`, () => {
    let place: JournalPlace;
    let journal: Journal;

    beforeEach(async () => {
      place = makePlace();
      journal = await place.open();
    });
    afterEach(async () => {
      await journal.close();
      await place.remove();
    });

    async function reopen(options?: {readonly capBytes?: number}): Promise<void> {
      await journal.close();
      journal = await place.open(options);
    }

    /** Entries that follow the tail, one for each body. */
    async function chain(...bodies: readonly string[]): Promise<JournaledEntry[]> {
      const run: JournaledEntry[] = [];
      let {sequenceNumber, entryHash} = journal.tail();
      for (const text of bodies) {
        const body = utf8Encode(text);
        sequenceNumber += 1;
        const entry = makeEntry(digest, {
          kindCode: 1,
          retailStoreId: 'S1',
          workstationId: 'W01',
          journalId: journal.journalId,
          sequenceNumber,
          prevHash: entryHash,
          body,
          ...(text.includes('personal') ? {personal: utf8Encode(`salt and ${text}`)} : {}),
        });
        const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
        const submissionId = text.includes('named') ? `id of ${text}` : undefined;
        run.push({entry: {...entry, body, signature}, submissionId, journaledMs: sequenceNumber});
        ({entryHash} = entry);
      }
      return run;
    }

    test('is empty at first, and has the identity of its key', () => {
      expect(journal.tail()).toEqual({sequenceNumber: 0, entryHash: GENESIS_HASH});
      expect(journal.firstSequenceNumber()).toBe(1);
      expect(journal.pairing()).toBeUndefined();
      expect(journal.custody()).toEqual({recorded: undefined, held: undefined, quarantined: []});
      expect(journal.journalId).toBe(journalIdOf(digest, journal.key.publicKey));
    });

    test('gives back every byte it was given, also after it was opened again', async () => {
      const run = await chain('plain', 'named', 'personal', 'named personal');
      await journal.append(run.slice(0, 1));
      await journal.append(run.slice(1));
      expect(await journal.readAfter(EVERYTHING)).toEqual(run);
      const {journalId} = journal;
      await reopen();
      expect(journal.journalId).toBe(journalId);
      expect(await journal.readAfter(EVERYTHING)).toEqual(run);
      expect(journal.tail()).toEqual({
        sequenceNumber: 4,
        entryHash: run[3]?.entry.entryHash,
      });
      expect(await journal.readAfter({...EVERYTHING, sequenceNumber: 4})).toEqual([]);
    });

    test('reads in portions: by count, by bytes, and always at least one', async () => {
      const run = await chain('1234567890', '1234567890', '1234567890', '1234567890');
      await journal.append(run);
      const read = async (part: object) => {
        const found = await journal.readAfter({...EVERYTHING, ...part});
        return found.map(({entry}) => entry.header.sequenceNumber);
      };
      expect(await read({entriesMax: 2})).toEqual([1, 2]);
      expect(await read({sequenceNumber: 2, entriesMax: 2})).toEqual([3, 4]);
      expect(await read({bytesMax: 25})).toEqual([1, 2]);
      expect(await read({sequenceNumber: 1, bytesMax: 0})).toEqual([2]);
    });

    test('finds a submission by the application’s own id', async () => {
      const run = await chain('named one', 'plain', 'named two');
      await journal.append(run);
      expect(await journal.findSubmission('id of named two')).toEqual(run[2]);
      expect(await journal.findSubmission('id of nothing')).toBeUndefined();
      await reopen();
      expect(await journal.findSubmission('id of named one')).toEqual(run[0]);
    });

    test('keeps pairing and custody', async () => {
      await journal.append(await chain('plain'));
      const pairing = pairingOf(journal, digest);
      const custody = custodyOf(journal, digest);
      await journal.keepPairing({...pairing, epoch: 1});
      await journal.keepPairing(pairing);
      await journal.keepCustody(custody);
      expect(journal.pairing()).toEqual(pairing);
      expect(journal.custody()).toEqual(custody);
      await reopen();
      expect(journal.pairing()).toEqual(pairing);
      expect(journal.custody()).toEqual(custody);
    });

    test('deletes only what is both covered and old', async () => {
      await journal.append(await chain('one', 'named two', 'three', 'four', 'five'));
      expect(await journal.prune({sequenceNumber: 2, journaledBeforeMs: 100})).toBe(2);
      expect(await journal.prune({sequenceNumber: 5, journaledBeforeMs: 4})).toBe(1);
      expect(await journal.prune({sequenceNumber: 5, journaledBeforeMs: 4})).toBe(0);
      expect(journal.firstSequenceNumber()).toBe(4);
      expect(await journal.findSubmission('id of named two')).toBeUndefined();
      const left = await journal.readAfter(EVERYTHING);
      expect(left.map(({entry}) => entry.header.sequenceNumber)).toEqual([4, 5]);
      await reopen();
      expect(journal.firstSequenceNumber()).toBe(4);
      expect(await journal.readAfter(EVERYTHING)).toEqual(left);
    });

    test('never deletes its end, so that the chain goes on', async () => {
      const run = await chain('one', 'two');
      await journal.append(run);
      expect(await journal.prune({sequenceNumber: 2, journaledBeforeMs: 100})).toBe(1);
      expect(journal.tail().sequenceNumber).toBe(2);
      await reopen();
      expect(journal.tail()).toEqual({sequenceNumber: 2, entryHash: run[1]?.entry.entryHash});
      const [next] = await chain('three');
      expect(next?.entry.header.sequenceNumber).toBe(3);
    });

    test('never deletes an old entry behind a younger one', async () => {
      const run = await chain('one', 'two', 'three');
      const [first, ...rest] = run.map((one, at) => (at === 0 ? {...one, journaledMs: 99} : one));
      await journal.append([...(first ? [first] : []), ...rest]);
      expect(await journal.prune({sequenceNumber: 3, journaledBeforeMs: 50})).toBe(0);
      expect(journal.firstSequenceNumber()).toBe(1);
    });

    test('at its cap refuses a run whole, and takes what fits', async () => {
      await reopen({capBytes: 20_000});
      await journal.append(await chain('x'.repeat(5_000)));
      const refused = journal.append(await chain('small', 'x'.repeat(20_000)));
      await expect(refused).rejects.toSatisfy(error => isFault(error, 'journal/full'));
      expect(journal.tail().sequenceNumber).toBe(1);
      await journal.append(await chain('small'));
      expect(journal.tail().sequenceNumber).toBe(2);
      await reopen({capBytes: 20_000});
      expect(await journal.readAfter(EVERYTHING)).toHaveLength(2);
    });

    test('has room again for what was deleted', async () => {
      await reopen({capBytes: 20_000});
      await journal.append(await chain('x'.repeat(8_000), 'x'.repeat(8_000)));
      await expect(journal.append(await chain('x'.repeat(8_000)))).rejects.toThrow('journal/full');
      await journal.prune({sequenceNumber: 2, journaledBeforeMs: 100});
      await journal.append(await chain('x'.repeat(8_000)));
      expect(journal.tail().sequenceNumber).toBe(3);
    });

    test('forgets personal data that is named with its commitment, and nothing else', async () => {
      const run = await chain('personal one', 'plain', 'named personal', 'personal four');
      await journal.append(run);
      const named = (at: number) => {
        const header = run[at]?.entry.header;
        return {
          journalId: journal.journalId,
          sequenceNumber: at + 1,
          personalSha256: header?.personalSha256 ?? GENESIS_HASH,
        };
      };
      const others = [
        {...named(3), personalSha256: named(0).personalSha256},
        {...named(3), journalId: journalIdOf(digest, {algorithm: 'ed25519', bytes: GENESIS_HASH})},
        {...named(3), sequenceNumber: 99},
      ];
      expect(await journal.erasePersonal([named(0), named(1), named(2), ...others])).toBe(2);
      expect(await journal.erasePersonal([named(0), named(2)])).toBe(0);
      const left = run.map((one, at) => {
        const {personal, ...entry} = one.entry;
        return at === 0 || at === 2 ? {...one, entry} : one;
      });
      expect(await journal.readAfter(EVERYTHING)).toEqual(left);
      await reopen();
      expect(await journal.readAfter(EVERYTHING)).toEqual(left);
      expect(await journal.findSubmission('id of named personal')).toEqual(left[2]);
      await journal.append(await chain('goes on'));
      expect(journal.tail().sequenceNumber).toBe(5);
    });

    test('may be closed twice', async () => {
      await journal.close();
      await journal.close();
    });
  });
}

function pairingOf({journalId, key}: Journal, digest: Digest): Pairing {
  const {publicKey} = key;
  return {
    retailStoreId: 'S1',
    workstationId: 'W01',
    journalId,
    hubId: hubIdOf(digest, publicKey),
    hubPublicKey: publicKey,
    hubKeyPin: digest.sha256(utf8Encode('pin')),
    gatewayPublicKey: {algorithm: 'p256', bytes: new Uint8Array(65).fill(4)},
    epoch: 7,
    lastAddress: {host: '192.0.2.1', port: 7443},
    linkAddress: {host: 'fe80::1', port: 7444},
  };
}

function custodyOf({journalId, key}: Journal, digest: Digest): JournalCustody {
  const incarnation = {bytes: (length: number) => new Uint8Array(length).fill(5)};
  return {
    recorded: {hubId: hubIdOf(digest, key.publicKey), sequenceNumber: 1},
    held: {
      retailStoreId: 'S1',
      workstationId: 'W01',
      journalId,
      sequenceNumber: 1,
      entryHash: digest.sha256(utf8Encode('head')),
      gatewayIncarnation: drawGatewayIncarnation(incarnation),
      issuedAtMs: 1_767_225_600_000,
      signature: new Uint8Array(64).fill(6),
    },
    quarantined: [{sequenceNumber: 1, reason: 'cardData', detail: 'lineItems[0].description'}],
  };
}
