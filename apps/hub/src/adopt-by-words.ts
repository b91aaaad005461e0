import {announceHub} from '@holdfast/discovery-mdns';
import {LanServer} from '@holdfast/lan-ws/server';
import {
  loadOrCreateSigningKey,
  sealingKeyFrom,
  signingKeyFrom,
  writeFileDurably,
} from '@holdfast/platform-node';
import {Fault, fromBase64Url, isFault, type Log, supervise, toBase64Url} from '@holdfast/std';
import {issueLeaf, makeStoreCa, type StoreCa} from '@holdfast/store-ca';
import {
  parsePublicKeyText,
  parseRecoveryPhrase,
  recoverySeed,
  recoverySigningSeed,
  signChangeOfHub,
  signTlsKey,
} from '@holdfast/trust';
import {
  encodeChangeOfHub,
  hubIdOf,
  lanVersions,
  parseSealedAuthority,
  type RosterCopy,
} from '@holdfast/wire';
import {writeAdoption} from './adoption.ts';
import {AskingDoor} from './asking-door.ts';
import type {HubConfig} from './config.ts';
import {writeEnrolment} from './enrolment-file.ts';
import {HubFiles} from './hub-files.ts';
import {TOOLS} from './hub-tools.ts';
import {leafNames} from './leaf-names.ts';
import {newHubOnly} from './new-hub-only.ts';
import {readCopy} from './restore-authority.ts';
import {openAuthority} from './sealed-authority.ts';
import {storeLabel, storeOrigins} from './store-label.ts';
import {tillsAdmitted} from './tills-admitted.ts';

/** What was taken over from whom, for people. */
export interface Adopted {
  readonly hubBefore: string;
  readonly epoch: number;
  readonly tills: number;
  /** Whether browsers will trust this hub as they trusted the one before. */
  readonly authority: 'restored' | 'new';
}

/**
 * Makes this blank machine the store's hub, with nothing but the words of its recovery sheet: asks
 * the tills, which carry the roster that the hub before gave them to keep, and believes the hub
 * that the sheet vouches for. Waits for the first till as long as it takes; of several that answer
 * at once the newest roster counts. Nothing is on the disk but this hub's own key until a roster is
 * there, and the words are never.
 *
 * Throws `recovery/words-wrong`, and `config/invalid` on a machine that is a hub already.
 */
export async function adoptByWords(options: {
  readonly config: HubConfig;
  readonly words: string;
  /**
   * The sealed copy of the store's authority, where somebody kept one beside the sheet: with it
   * tills in browsers come at once, and not only after one that is a program has.
   */
  readonly copyFile?: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Told once tills can come. */
  readonly onAsking: (at: {readonly hubId: string; readonly port: number}) => void;
}): Promise<Adopted | undefined> {
  const {config, words, log, signal} = options;
  const {digest, clock} = TOOLS;
  const retailStoreId = config.store.id;
  const files = new HubFiles(config.data_dir);
  newHubOnly(files);
  const secret = parseRecoveryPhrase(digest, words);
  if (!secret.ok) {
    const {field, reason} = secret.issue;
    throw new Fault('recovery/words-wrong', {...(field === '' ? {} : {place: field}), reason});
  }
  const own =
    options.copyFile === undefined
      ? undefined
      : await openAuthority(digest, {copy: readCopy(options.copyFile), words});
  const sheet = signingKeyFrom(recoverySigningSeed(digest, secret.value));
  const identity = await loadOrCreateSigningKey(files.identityKey);
  const {publicKey: hubPublicKey} = identity;
  const hubId = hubIdOf(digest, hubPublicKey);
  const name = (epoch: number) =>
    signChangeOfHub(sheet, {
      ...{retailStoreId, hubPublicKey, epoch},
      issuedAtMs: clock.wallMs(),
      signer: 'recovery',
    });
  const over = new AbortController();
  const door = new AskingDoor({
    ...TOOLS,
    ...{hubId, retailStoreId, sheet: sheet.publicKey, log},
    call: await name(0),
    onNewest: async copy => {
      const change = await name(copy.epoch + 1);
      over.abort();
      return change;
    },
  });
  const lan = new LanServer({
    host: config.lan.host,
    port: config.lan.port,
    tls: await passingLeaf({config, identity, own}),
    hosts: {names: config.lan.names, origins: [...config.lan.origins, ...storeOrigins(config)]},
    connect: connection => door.connect(connection),
    log,
  });
  const announcer = {
    name: 'announcer',
    run: (stop: AbortSignal, ready: () => void) =>
      announceHub({
        instance: config.store.name,
        host: storeLabel(config.store),
        port: lan.address.port,
        txt: {
          id: hubId.slice(0, 8),
          storeId: retailStoreId,
          protocolVersions: lanVersions(),
          tls: true,
        },
        ...TOOLS,
        log,
        ...(config.announce.interfaces.length > 0 ? {interfaces: config.announce.interfaces} : {}),
      }).run(stop, ready),
  };
  const asking = {
    name: 'asking',
    async run(stop: AbortSignal, ready: () => void) {
      options.onAsking({hubId, port: lan.address.port});
      ready();
      await door.run(stop);
    },
  };
  await supervise(
    [lan, ...(config.announce.enabled ? [announcer] : []), asking],
    AbortSignal.any([signal, over.signal]),
  );
  const {taken} = door;
  if (!taken) return undefined;
  const {copy} = taken;
  const authority = own ? keep(own, files) : await restore({copy, words, files, log});
  const sealingKey = await sealingKeyFrom(recoverySeed(digest, secret.value));
  const atMs = clock.wallMs();
  const proven = {publicKey: toBase64Url(sealingKey.publicKey), atMs, mayName: true};
  writeFileDurably(files.recovery.book, `${JSON.stringify({v: 1, proven}, null, 2)}\n`);
  writeEnrolment(files.enrolment, enrolmentOf(copy));
  const change = toBase64Url(encodeChangeOfHub(taken.change));
  const publicKey = copy.changes.find(({change: {kind}}) => kind === 'recoveryKeyNamed')?.change;
  writeAdoption(files.adoption, {
    v: 1,
    change,
    hubsBefore: [copy.hubId],
    predecessor: copy.ledger,
    ...(copy.lanes ? {lanes: copy.lanes} : {}),
    changes: copy.changes.map(changed =>
      publicKey?.kind === 'recoveryKeyNamed' && changed.change === publicKey
        ? {...changed, change: {...publicKey, voucher: change}}
        : changed,
    ),
    heldStatements: [],
  });
  const {epoch} = taken.change;
  log.warn('hub.adopted', {hubBefore: copy.hubId, epoch, authority});
  const tills = tillsAdmitted(copy.changes);
  return {hubBefore: copy.hubId, epoch, tills, authority};
}

/** For as long as the store's own authority is not known: a till looks at the key alone. */
async function passingLeaf({
  config,
  identity,
  own,
}: {
  readonly config: HubConfig;
  readonly own: StoreCa | undefined;
  readonly identity: Parameters<typeof signTlsKey>[0];
}) {
  const nowMs = TOOLS.clock.wallMs();
  const ca = own ?? (await makeStoreCa({retailStoreId: config.store.id, nowMs}));
  const uri = (keyPin: Uint8Array) => signTlsKey(identity, {keyPin, issuedAtMs: nowMs});
  return issueLeaf(ca, {...leafNames(config), uri, nowMs});
}

function keep({certificatePem, keyPem}: StoreCa, {storeCa}: HubFiles): 'restored' {
  writeFileDurably(storeCa.certificate, certificatePem, 0o644);
  writeFileDurably(storeCa.key, keyPem, 0o600); // last: the pair counts once both are there
  return 'restored';
}

/** The store's authority, where the hub before sealed it to this sheet. */
async function restore(from: {
  readonly copy: RosterCopy;
  readonly words: string;
  readonly files: HubFiles;
  readonly log: Log;
}): Promise<Adopted['authority']> {
  const {copy, words, files, log} = from;
  const newest = copy.changes.findLast(({change}) => change.kind === 'authoritySealed')?.change;
  const sealed = parseSealedAuthority(newest?.kind === 'authoritySealed' ? newest.copy : undefined);
  if (!sealed) return 'new';
  try {
    return keep(await openAuthority(TOOLS.digest, {copy: sealed, words}), files);
  } catch (error) {
    if (!isFault(error, 'recovery/not-opened')) throw error;
    log.error('authority.not-restored', {code: error.code});
    return 'new';
  }
}

function enrolmentOf({retailStoreId, gateway}: RosterCopy) {
  const {doors, incarnation: gatewayIncarnation, keyPin, sealingPublicKey} = gateway;
  const key = parsePublicKeyText(gateway.publicKey);
  if (!key.ok) throw new Fault('wire/malformed', {what: 'roster copy', ...key.issue});
  return {
    ...{doors, gatewayIncarnation, retailStoreId},
    gatewayPublicKey: key.value,
    keyPin: keyPin === undefined ? undefined : fromBase64Url(keyPin),
    sealingPublicKey: sealingPublicKey === undefined ? undefined : fromBase64Url(sealingPublicKey),
  };
}
