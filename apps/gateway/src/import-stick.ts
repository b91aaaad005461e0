import {existsSync} from 'node:fs';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {
  type DeliveredExport,
  deliverExport,
  type HeadOffice,
  type StickFolder,
} from '@holdfast/forwarder/stick';
import {
  loadOrCreateUnsealingKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
} from '@holdfast/platform-node';
import {type Bytes, Fault, fromBase64Url, isFault, toBase64Url, utf8Decode} from '@holdfast/std';
import {
  exportManifestSchema,
  forwardEntriesAnswerSchema,
  HUB_HEADER,
  noCompression,
  parseSignedMessage,
  SEGMENT_MEDIA_TYPE,
  SIGNATURE_HEADER,
  WAN_PATHS,
} from '@holdfast/wire';
import {askDoor, type DoorAnswer} from './ask-door.ts';
import {doorProblem} from './door-problem.ts';
import {type GatewayDoor, readDoor} from './gateway-door.ts';
import {secretFiles} from './secrets.ts';

const BUSY_WAIT_MS = 500;
/** A minute: a gateway that has as much in hand as it may is through with it long before. */
const BUSY_TRIES_MAX = 120;

/**
 * Takes a stick in at the gateway that runs with this data directory, by the road of any hub: the
 * same door, the same proofs, the same answers. Throws `gateway/unreachable` where none runs, what
 * it refuses with, and the faults of `deliverExport`.
 */
export async function importStick(options: {
  readonly dataDir: string;
  readonly folder: StickFolder;
  readonly onProgress: (done: number, total: number) => void;
}): Promise<DeliveredExport> {
  const {dataDir, folder, onProgress} = options;
  const door = readDoor(dataDir);
  const keyFile = secretFiles(dataDir).unsealingKey;
  if (!existsSync(keyFile)) {
    const reason = 'the gateway has made no key for sealing yet: start this version of it once';
    throw new Fault('gateway/unreachable', {dataDir, reason});
  }
  const ports = {
    folder,
    digest: nodeDigest,
    verifier: nodeSignatureVerifier,
    compressors: [noCompression, zstdCompressor()],
    key: await loadOrCreateUnsealingKey(keyFile),
    headOffice: headOfficeAt(door),
  };
  return deliverExport(ports, onProgress);
}

function headOfficeAt(door: GatewayDoor): HeadOffice {
  return {
    async deliver(segment) {
      const headers = {'content-type': SEGMENT_MEDIA_TYPE};
      const {body} = await ask(door, {path: WAN_PATHS.segments, headers, body: segment});
      return forwardEntriesAnswerSchema.parse(JSON.parse(utf8Decode(body)));
    },
    async answer({message, signature}) {
      const {hubId} = parseSignedMessage(exportManifestSchema, message);
      const proof = {[HUB_HEADER]: hubId, [SIGNATURE_HEADER]: toBase64Url(signature)};
      const headers = {'content-type': 'application/json', ...proof};
      const {body, ...answer} = await ask(door, {path: WAN_PATHS.exports, headers, body: message});
      return {message: body, signature: signatureOf(answer)};
    },
  };
}

function signatureOf({headers}: Pick<DoorAnswer, 'headers'>): Bytes {
  const text = headers[SIGNATURE_HEADER];
  const signature = typeof text === 'string' ? fromBase64Url(text) : undefined;
  if (signature) return signature;
  throw new Fault('gateway/untrusted', {reason: 'the answer is not signed'});
}

/** A month of a store is many segments, and a gateway takes so many a second: it is waited for. */
async function ask(door: GatewayDoor, asked: Parameters<typeof askDoor>[1]): Promise<DoorAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await askDoor(door, asked);
    if (answer.status === 200) return answer;
    const problem = doorProblem(answer);
    if (!isFault(problem, 'gateway/busy') || tries >= BUSY_TRIES_MAX) throw problem;
    await systemClock.sleep(BUSY_WAIT_MS, new AbortController().signal);
  }
}
