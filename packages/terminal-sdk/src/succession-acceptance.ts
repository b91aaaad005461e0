import {assert, type Digest, utf8Encode} from '@holdfast/std';
import {entrySigningMessage, hubIdOf, makeEntry, supersededBy} from '@holdfast/wire';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {makeAgain} from './hand-over.ts';
import type {JournalPlace} from './journal-place.ts';
import type {Journal, Pairing} from './ports.ts';

const EVERYTHING = {sequenceNumber: 0, entriesMax: 100, bytesMax: Number.MAX_SAFE_INTEGER};

/** What every journal promises of being succeeded, wherever it is kept. */
export function successionAcceptance(
  name: string,
  {digest, place: makePlace}: {readonly digest: Digest; readonly place: () => JournalPlace},
): void {
  describe(`a journal that is succeeded (${name})`, () => {
    let place: JournalPlace;
    let journal: Journal;

    beforeEach(async () => {
      place = makePlace();
      journal = await place.open();
      await journal.keepPairing(pairingOf(journal, digest));
      await sell(journal, 'one', 'two', 'three', 'four');
    });
    afterEach(async () => {
      await journal.close();
      await place.remove();
    });

    async function reopen(options?: {readonly capBytes?: number}): Promise<void> {
      await journal.close();
      journal = await place.open(options);
    }

    async function sell(to: Journal, ...bodies: readonly string[]): Promise<void> {
      for (const text of bodies) {
        const {sequenceNumber, entryHash} = to.tail();
        const body = utf8Encode(text);
        const entry = makeEntry(digest, {
          kindCode: 1,
          retailStoreId: 'S1',
          workstationId: 'W01',
          journalId: to.journalId,
          sequenceNumber: sequenceNumber + 1,
          prevHash: entryHash,
          body,
        });
        const signature = await to.key.sign(entrySigningMessage(entry.entryHash));
        const submissionId = `id of ${text}`;
        await to.append([{entry: {...entry, body, signature}, submissionId, journaledMs: 7}]);
      }
    }

    async function succeed(lastCommonSequence: number, unread: number[] = []): Promise<void> {
      const successor = await journal.prepareSuccessor();
      const {run, lost} = await makeAgain({journal, digest}, {successor, lastCommonSequence});
      const pairing = {...pairingOf(journal, digest), journalId: successor.journalId};
      journal = await journal.succeed({
        pairing,
        lastCommonSequence,
        lost: [...lost, ...unread],
        run,
      });
    }

    const bodies = async (of: Pick<Journal, 'readAfter'>) =>
      (await of.readAfter(EVERYTHING)).map(({entry}) => new TextDecoder().decode(entry.body));

    test('has no predecessor before, and makes one key however often it is asked', async () => {
      expect(journal.predecessor()).toBeUndefined();
      const {journalId} = await journal.prepareSuccessor();
      expect(journalId).not.toBe(journal.journalId);
      expect((await journal.prepareSuccessor()).journalId).toBe(journalId);
      await reopen();
      expect((await journal.prepareSuccessor()).journalId).toBe(journalId);
    });

    test('is written for as long as its successor was only prepared', async () => {
      const {journalId} = journal;
      await journal.prepareSuccessor();
      await sell(journal, 'five');
      await reopen();
      expect(journal.journalId).toBe(journalId);
      expect(await bodies(journal)).toEqual(['one', 'two', 'three', 'four', 'five']);
    });

    test('goes on in a journal that begins with what it was handed, under its own key', async () => {
      const {journalId: closed} = journal;
      const {journalId} = await journal.prepareSuccessor();
      await succeed(2);
      for (const again of [false, true]) {
        if (again) await reopen();
        expect(journal.journalId).toBe(journalId);
        expect(journal.pairing()?.journalId).toBe(journalId);
        expect(await bodies(journal)).toEqual(['three', 'four']);
        const [first] = await journal.readAfter(EVERYTHING);
        assert(first, 'the run is there');
        expect(supersededBy(first.entry.header)).toMatchObject([
          {journalId: closed, sequenceNumber: 3},
        ]);
        expect((await journal.findSubmission('id of three'))?.entry).toEqual(first.entry);
      }
      await sell(journal, 'five');
      expect(journal.tail().sequenceNumber).toBe(3);
    });

    test('stays readable behind its successor', async () => {
      const {journalId} = journal;
      await succeed(2);
      for (const again of [false, true]) {
        if (again) await reopen();
        const before = journal.predecessor();
        assert(before, 'a successor has a predecessor');
        expect(before.lastCommonSequence).toBe(2);
        expect(before.journal.journalId).toBe(journalId);
        expect(before.journal.tail().sequenceNumber).toBe(4);
        expect(await bodies(before.journal)).toEqual(['one', 'two', 'three', 'four']);
        expect((await before.journal.findSubmission('id of one'))?.submissionId).toBe('id of one');
      }
    });

    test('remembers what could not be read', async () => {
      await succeed(4, [5, 7]);
      expect(journal.predecessor()?.lost).toEqual([5, 7]);
      await reopen();
      expect(journal.predecessor()?.lost).toEqual([5, 7]);
    });

    test('may hand over nothing, and a successor may be succeeded', async () => {
      await succeed(4);
      expect(journal.tail().sequenceNumber).toBe(0);
      const {journalId: second} = journal;
      await sell(journal, 'five', 'six');
      await succeed(1);
      await reopen();
      expect(journal.predecessor()?.journal.journalId).toBe(second);
      expect(await bodies(journal)).toEqual(['six']);
    });

    test('hands over whatever its cap is: old work is kept', async () => {
      await reopen({capBytes: 1});
      await succeed(0);
      expect(await bodies(journal)).toEqual(['one', 'two', 'three', 'four']);
      await expect(sell(journal, 'five')).rejects.toMatchObject({code: 'journal/full'});
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
    gatewayPublicKey: publicKey,
    epoch: 1,
    lastAddress: {host: '192.0.2.1', port: 7443},
    linkAddress: {host: '192.0.2.1', port: 7443},
  };
}
