import type {OutgoingSegment} from '@holdfast/forwarder';
import {LedgerScene} from '@holdfast/forwarder/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {equalBytes, isFault} from '@holdfast/std';
import {toySigningKey} from '@holdfast/std/testing';
import {hubIdOfLedger, type StandbyToHub} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {STANDBY_LIMITS} from './limits.ts';
import {MemoryFolder} from './testing/memory-folder.ts';
import {MirroredHub} from './testing/mirrored-hub.ts';

const never = new AbortController().signal;
const ledger = new LedgerScene(nodeDigest, 12);
const {ledgerId} = ledger;
let hub: MirroredHub;

beforeEach(async () => {
  hub = new MirroredHub(nodeDigest);
  await hub.join();
});

const deliver = (segment: OutgoingSegment) => hub.sink.deliver(segment, never);
const codeOf = (sending: Promise<unknown>) =>
  sending.then(
    () => 'answered',
    (error: unknown) => (isFault(error) ? error.code : String(error)),
  );
const mirrored = async () => (await hub.sink.ledgerStatus({ledgerId}, never)).heldPosition;

async function believesNothing(lie: (statement: string) => string): Promise<void> {
  await deliver(await ledger.segment(1, 4));
  let struck = 0;
  hub.wire = {
    toHub: message => {
      if (message.type !== 'mirrored') return message;
      struck += 1;
      return {...message, statement: lie(message.statement)};
    },
  };
  expect(await codeOf(deliver(await ledger.segment(5, 8)))).toBe('standby/untrusted');
  expect(struck).toBe(1);
  expect(hub.lies).toHaveLength(1);
  expect(hub.sink.connected).toBe(false);
}

const BREAKS: Readonly<Record<string, () => Promise<void>>> = {
  'killed while it stores, a standby has what it had said, and takes the rest again': async () => {
    await deliver(await ledger.segment(1, 4));
    const store = hub.folder.stores.get(1);
    store?.hold(); // the sync never comes to its end
    const lost = codeOf(deliver(await ledger.segment(5, 8)));
    hub.folder = new MemoryFolder(hub.folder.disks);
    store?.crash();
    const {detail} = await hub.connect(); // the same machine again, from its disk
    expect(detail).toBe('');
    expect(await lost).toBe('standby/unreachable');
    expect(await mirrored()).toBe(4);
    expect(await deliver(await ledger.segment(5, 8))).toMatchObject({heldPosition: 8});
  },

  'a line that is cut while a segment is on its way costs that segment, and no more': async () => {
    await deliver(await ledger.segment(1, 4));
    let struck = 0;
    hub.wire = {
      toStandby: message => {
        if (message.type !== 'segment') return message;
        struck += 1;
        return 'lost';
      },
    };
    const lost = codeOf(deliver(await ledger.segment(5, 8)));
    hub.wire = {};
    await hub.connect();
    expect(await lost).toBe('standby/unreachable');
    expect(struck).toBe(1);
    expect(await mirrored()).toBe(4);
    expect(await deliver(await ledger.segment(5, 8))).toMatchObject({heldPosition: 8});
  },

  'a bit that flips on the way is found: the segment is refused, nothing of it is stored':
    async () => {
      await deliver(await ledger.segment(1, 4));
      let struck = 0;
      hub.wire = {
        toStandby: message => {
          if (message.type !== 'segment') return message;
          const segment = Uint8Array.from(message.segment);
          const at = segment.length - 40;
          segment[at] = (segment[at] ?? 0) ^ 1;
          struck += 1;
          return {...message, segment};
        },
      };
      expect(await codeOf(deliver(await ledger.segment(5, 8)))).toBe('standby/refused');
      expect(struck).toBe(1);
      hub.wire = {};
      expect(await mirrored()).toBe(4);
      expect(await deliver(await ledger.segment(5, 8))).toMatchObject({heldPosition: 8});
    },

  'a standby that signs one position and says another is believed nothing': async () => {
    await believesNothing(statement => statement.replace('"position":8', '"position":9'));
  },

  'a standby that signs what nobody can read is believed nothing': async () => {
    await believesNothing(() => '{}');
  },

  'an answer to one segment is no answer to another': async () => {
    let old: Extract<StandbyToHub, {type: 'mirrored'}> | undefined;
    hub.wire = {
      toHub: message => {
        if (message.type !== 'mirrored') return message;
        const played = old ? {...old, id: message.id} : message;
        old ??= message;
        return played;
      },
    };
    await deliver(await ledger.segment(1, 4));
    expect(await codeOf(deliver(await ledger.segment(5, 8)))).toBe('standby/untrusted');
  },

  'a machine with another key is no standby, and does not displace the one that is': async () => {
    hub.standbyKey = toySigningKey(nodeDigest, 'another machine');
    const folder = hub.folder;
    hub.folder = new MemoryFolder();
    expect((await hub.connect()).detail).toContain('join again');
    expect(hub.sink.connected).toBe(true);
    hub.folder = folder;
    expect(await deliver(await ledger.segment(1, 4))).toMatchObject({heldPosition: 4});
  },

  'a standby that looks for another hub says nothing of itself to this one': async () => {
    const said: string[] = [];
    const hubId = hubIdOfLedger(ledgerId);
    const stranger = new MirroredHub(nodeDigest, toySigningKey(nodeDigest, 'hub of another store'));
    const {token} = await stranger.desk.open();
    stranger.wire = {
      toStandby: message => (message.type === 'standbyHello' ? {...message, hubId} : message),
      toHub: message => {
        said.push(message.type);
        return message;
      },
    };
    expect(await codeOf(stranger.connect(token))).toBe('hub/untrusted');
    expect(said).toEqual([]);
  },

  'a link is good once, and five wrong tokens close it': async () => {
    const {token} = await hub.desk.open();
    hub.standbyKey = toySigningKey(nodeDigest, 'a second machine');
    hub.folder = new MemoryFolder();
    expect((await hub.connect(token)).detail).toBe('');
    hub.standbyKey = toySigningKey(nodeDigest, 'a third machine');
    hub.folder = new MemoryFolder();
    expect((await hub.connect(token)).detail).toContain('used, expired or wrong');
    const good = await hub.desk.open();
    for (let guess = 0; guess < STANDBY_LIMITS.triesMax; guess++) {
      const wrong = Uint8Array.from(good.token, byte => byte ^ (guess + 1));
      expect((await hub.connect(wrong)).detail).toContain('used, expired or wrong');
    }
    expect((await hub.connect(good.token)).detail).toContain('used, expired or wrong');
    expect(hub.named.map(({name}) => name)).toEqual(['back office', 'back office']);
  },

  'a standby whose disk is full says so, keeps what it has, and goes on when there is room':
    async () => {
      await deliver(await ledger.segment(1, 4));
      hub.folder.stores.get(1)?.failNextWrite('database/disk-full');
      expect(await codeOf(deliver(await ledger.segment(5, 8)))).toBe('standby/refused');
      expect(await mirrored()).toBe(4);
      expect(await deliver(await ledger.segment(5, 8))).toMatchObject({heldPosition: 8});
    },

  'a standby that falls silent is let go, and what waits for it is told': async () => {
    hub.wire = {toHub: () => 'lost', toStandby: () => 'lost'};
    const waiting = codeOf(deliver(await ledger.segment(1, 4)));
    await hub.clock.advance(STANDBY_LIMITS.silenceMs + STANDBY_LIMITS.proofMs);
    expect(await waiting).toBe('standby/unreachable');
    expect(hub.sink.connected).toBe(false);
  },

  'what head office holds need not be kept to be delivered; what it lacks is there as it was signed':
    async () => {
      const segments = [await ledger.segment(1, 4), await ledger.segment(5, 8)];
      for (const segment of segments) await deliver(segment);
      expect(hub.segments.kept).toHaveLength(2);
      await hub.mirror?.note({
        v: 1,
        type: 'headOfficeHolds',
        ledgers: [{ledgerId, heldPosition: 6, end: 8}],
      });
      const [kept] = hub.segments.kept;
      expect(hub.segments.kept).toHaveLength(1);
      expect(kept && segments[1] && equalBytes(kept.bytes, segments[1].bytes)).toBe(true);
    },
};

test.each(Object.entries(BREAKS))('%s', async (_, strikes) => {
  await strikes();
});
