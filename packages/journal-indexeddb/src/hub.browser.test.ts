import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {
  createSigningKey,
  loadOrCreateTlsIdentity,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {Chromium, chromiumTitle, PageServer} from '@holdfast/platform-web/testing';
import type {SigningKey} from '@holdfast/std';
import {
  drawGatewayIncarnation,
  type HeldStatement,
  heldStatementSigningMessage,
} from '@holdfast/wire';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {remoteTill, type TillCalls} from './testing/remote-till.ts';
import {StoreHub} from './testing/store-hub.ts';

const PAGE = fileURLToPath(new URL('testing/till-page.ts', import.meta.url));
const {skipped, title} = chromiumTitle('a till in Chromium and the hub of its store');
const SOON = {timeout: 20_000, interval: 50};

describe.skipIf(skipped)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  let gatewayKey: SigningKey;
  let hub: StoreHub;
  let chromium: Chromium;
  let server: PageServer;

  beforeAll(async () => {
    const tls = await loadOrCreateTlsIdentity(folder, 'hub.local');
    gatewayKey = await createSigningKey();
    hub = await StoreHub.open({
      clock: systemClock,
      random: systemRandom,
      digest: nodeDigest,
      verifier: nodeSignatureVerifier,
      hubKey: await createSigningKey(),
      gatewayKey,
      tls,
    });
    await hub.plugIn();
    server = await PageServer.start(PAGE);
    const pin = Buffer.from(tls.keyPin).toString('base64');
    chromium = new Chromium(`--ignore-certificate-errors-spki-list=${pin}`);
    await chromium.start();
  });
  afterAll(async () => {
    await chromium?.remove();
    await server?.stop();
    await hub?.unplug();
    rmSync(folder, {recursive: true});
  });

  async function startTill(name: string): Promise<TillCalls> {
    const till = remoteTill(await chromium.open(server.url));
    await till.start(name);
    return till;
  }

  test('it is paired by a link, sells alone while the hub is gone, and the hub gets it all', async () => {
    const name = 'till';
    const first = await startTill(name);
    expect((await first.status()).kind).toBe('unpaired');
    await first.pair({link: await hub.invite(), wish: {workstationId: 'W01', name: 'Lane 1'}});
    await first.sell({submissionId: 'a'});
    await vi.waitFor(async () => {
      expect(await first.custodyOf(1)).toMatchObject({kind: 'recorded'});
    }, SOON);

    await hub.unplug();
    await first.sell({submissionId: 'b'});
    await vi.waitFor(async () => {
      expect(await first.status()).toMatchObject({kind: 'hub-lost', backlog: {terminal: 1}});
    }, SOON);
    await chromium.kill();
    await chromium.start();
    const second = await startTill(name);
    await second.sell({submissionId: 'c'});
    expect(await second.custodyOf(3)).toEqual({kind: 'journaled'});

    await hub.plugIn();
    await vi.waitFor(async () => {
      expect(await second.custodyOf(3)).toMatchObject({kind: 'recorded'});
    }, SOON);
    const recorded = await hub.recorded();
    expect(recorded.map(({entry}) => entry.header.sequenceNumber)).toEqual([1, 2, 3]);
    expect((await second.status()).backlog.terminal).toBe(0);
  });

  test('it is paired by eight digits, and learns the key of the hub, which no browser shows it', async () => {
    const till = await startTill('a third till');
    const opened = await hub.codeDesk.open();
    if (opened.kind !== 'opened') throw new Error('the window opens');
    const {code, windowId} = opened;
    const {address} = hub;
    const wish = {workstationId: 'W03', name: 'Lane 3'};
    const paired = till.pairByCode({code, address, wish});
    await vi.waitFor(() => expect(hub.codeDesk.view()?.state).toBe('claimed'), SOON);
    const journalId = hub.codeDesk.view()?.till?.journalId ?? '';
    await hub.codeDesk.decide({windowId, journalId, approve: true});
    expect(await paired).toEqual({hubId: hub.hubId, keyPin: hub.keyPin});
    await till.sell({submissionId: 'a'});
    await vi.waitFor(async () => {
      expect(await till.custodyOf(1)).toMatchObject({kind: 'recorded'});
    }, SOON);
    await till.stop();
  });

  test('head office’s word reaches it, and is believed for its signature only', async () => {
    const till = await startTill('another till');
    await till.pair({link: await hub.invite(), wish: {workstationId: 'W02', name: 'Lane 2'}});
    await till.sell({submissionId: 'a'});
    await vi.waitFor(async () => {
      expect(await till.custodyOf(1)).toMatchObject({kind: 'recorded'});
    }, SOON);
    const [entry] = (await hub.recorded()).slice(-1);
    if (!entry) throw new Error('the hub recorded it');
    const {journalId, sequenceNumber, retailStoreId, workstationId} = entry.entry.header;
    const statement: HeldStatement = {
      retailStoreId,
      workstationId,
      journalId,
      sequenceNumber,
      entryHash: entry.entry.entryHash,
      gatewayIncarnation: drawGatewayIncarnation(systemRandom),
      issuedAtMs: systemClock.wallMs(),
    };
    const message = heldStatementSigningMessage(statement);
    const forged = await (await createSigningKey()).sign(message);
    hub.ingest.publishHeld({...statement, signature: forged});
    await till.sell({submissionId: 'b'});
    await vi.waitFor(async () => {
      expect(await till.custodyOf(2)).toMatchObject({kind: 'recorded'});
    }, SOON);
    expect(await till.custodyOf(1)).toMatchObject({kind: 'recorded'});

    hub.ingest.publishHeld({...statement, signature: await gatewayKey.sign(message)});
    await vi.waitFor(async () => {
      expect(await till.custodyOf(1)).toEqual({kind: 'held'});
    }, SOON);
  });
});
