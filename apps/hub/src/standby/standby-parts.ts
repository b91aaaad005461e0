import {zstdCompressor} from '@holdfast/compressor-zstd';
import {MirrorShelf} from '@holdfast/ledger';
import {LibsqlLedgerFolder, openLedgerKeys} from '@holdfast/ledger-libsql';
import {loadOrCreateSigningKey, type SealingKey, sealingKeyFrom} from '@holdfast/platform-node';
import {type HubConnection, Mirror, StandbyPost} from '@holdfast/standby';
import {
  type Bytes,
  Fault,
  formatIssue,
  fromBase64Url,
  type Log,
  type PublicKey,
  type SigningKey,
} from '@holdfast/std';
import {parsePublicKeyText} from '@holdfast/trust';
import {type GatewayIncarnation, type HubId, hubIdOf, noCompression} from '@holdfast/wire';
import {dataKeysOf, type HubFiles} from '../hub-files.ts';
import {TOOLS} from '../hub-tools.ts';
import {parseEstate} from './estate.ts';
import {learnBefore} from './estate-before.ts';
import {loadOrDrawSecret} from './sealing-secret.ts';
import {SegmentFolder} from './segment-folder.ts';

/** Everything of a standby that outlives its network. */
export interface StandbyParts {
  readonly standbyId: HubId;
  readonly identity: SigningKey;
  readonly sealingKey: SealingKey;
  readonly mirror: Mirror;
  /** Gives the files up. */
  close(): Promise<void>;
}

/** Opens what a standby has on its disk. Throws the faults of its files; holds none open then. */
export async function openStandbyParts(options: {
  readonly files: HubFiles;
  readonly incarnation: GatewayIncarnation;
  readonly log: Log;
}): Promise<StandbyParts> {
  const {files, incarnation, log} = options;
  const identity = await loadOrCreateSigningKey(files.identityKey);
  const sealingKey = await sealingKeyFrom(loadOrDrawSecret(files.standby.sealingKey));
  const keys = await openLedgerKeys({
    place: dataKeysOf(files.directory),
    directory: files.ledgers,
    nowMs: TOOLS.clock.wallMs(),
  });
  const folder = new LibsqlLedgerFolder({directory: files.ledgers, shell: 'worker', keys});
  try {
    const shelf = await MirrorShelf.open({folder, digest: TOOLS.digest, log});
    const mirror = new Mirror({
      ...TOOLS,
      ...{shelf, incarnation},
      segments: new SegmentFolder(files.standby.segments, keys.all),
      compressors: [zstdCompressor(), noCompression],
    });
    const standbyId = hubIdOf(TOOLS.digest, identity.publicKey);
    return {standbyId, identity, sealingKey, mirror, close: () => shelf.close()};
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** What the hub's welcome brought. */
export interface Welcomed {
  readonly estate: string;
  readonly hubPublicKey: PublicKey;
}

/**
 * One conversation with the hub, to its end; with `once`, to its welcome. Answers the newest
 * welcome, if there was one.
 */
export async function talkToHub(
  parts: Pick<StandbyParts, 'identity' | 'sealingKey' | 'mirror'> & {readonly log: Log},
  on: {
    readonly connection: HubConnection;
    readonly hubId: HubId;
    readonly name: string;
    readonly token?: Bytes;
    readonly signal: AbortSignal;
    readonly once?: boolean;
    readonly onHeard: () => void;
    readonly onWelcome?: (welcomed: Welcomed) => void;
  },
): Promise<Welcomed | undefined> {
  const {identity, sealingKey, mirror, log} = parts;
  const {connection, hubId, name, signal} = on;
  let welcomed: Welcomed | undefined;
  const post = new StandbyPost(
    {
      ...TOOLS,
      ...{identity, name, hubId, mirror, log, onHeard: on.onHeard},
      sealingPublicKey: sealingKey.publicKey,
      onEstate: async (estate, hubPublicKey) => {
        const read = parseEstate(estate);
        if (!read.ok) {
          throw new Fault('wire/malformed', {what: 'estate', reason: formatIssue(read.issue)});
        }
        const {journalKeys, before, enrolment} = read.value;
        mirror.learnKeys(journalKeys.flatMap(keyOf));
        if (before) await learnBefore(mirror, {before, gateway: enrolment.gatewayPublicKey});
        welcomed = {estate, hubPublicKey};
        on.onWelcome?.(welcomed);
      },
    },
    connection,
    on.token,
  );
  await post.run(signal, () => {
    if (on.once) connection.close();
  });
  return welcomed;
}

function keyOf(text: Parameters<typeof parsePublicKeyText>[0]): PublicKey[] {
  const key = parsePublicKeyText(text);
  return key.ok ? [key.value] : [];
}

/** The pin in its file's words. */
export function pinOf(keyPin: string): Bytes {
  return fromBase64Url(keyPin) ?? new Uint8Array();
}
