import {join} from 'node:path';
import {Enrolments, Fleet, type FleetStore, type TakeOverPorts, TakeOvers} from '@holdfast/fleet';
import {openFleetStore} from '@holdfast/fleet-libsql';
import {problemOf} from '@holdfast/gateway/parts';
import {nodeDigest} from '@holdfast/platform-node';
import {
  assert,
  type Bytes,
  Defect,
  Fault,
  fromBase64Url,
  isFault,
  type PublicKey,
  type SigningKey,
  supervise,
  toBase64Url,
  utf8Decode,
  utf8Encode,
} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import type {WanAnswer, WanRequest} from '@holdfast/uplink';
import {
  answerSigningMessage,
  decodeHeldStatement,
  enrolmentCodeProof,
  enrolmentProofMessage,
  enrolSchema,
  type GatewayIncarnation,
  HUB_HEADER,
  hubIdOf,
  hubIdSchema,
  ledgerStatusSchema,
  noCompression,
  probeSchema,
  SIGNATURE_HEADER,
  WAN_PATHS,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import {fleetStoreOnDisk} from './fleet-store-on-disk.ts';
import type {HeldWord} from './held-watch.ts';
import {type Boot, Machine} from './machine.ts';
import {simCompressor} from './sim-compressor.ts';
import {simKey, simVerifier} from './sim-keys.ts';
import type {Stage} from './stage.ts';

/** No store here has an authority, so nothing of one is ever sealed or opened. */
const NOTHING_SEALED: Pick<TakeOverPorts, 'unsealingKey' | 'sealer'> = {
  unsealingKey: {publicKey: new Uint8Array(32), open: async () => undefined},
  sealer: {
    seal() {
      throw new Defect('no authority is handed over');
    },
  },
};

interface Serving {
  readonly boot: Boot;
  readonly store: FleetStore;
  readonly fleet: Fleet;
  readonly enrolments: Enrolments;
  readonly incarnation: () => GatewayIncarnation;
}

/** Head office: the real fleet over its real store, behind a door that answers bytes with bytes. */
export class GatewayNode {
  readonly machine: Machine;
  readonly publicKey: PublicKey;
  readonly #stage: Stage;
  readonly #key: SigningKey;
  #serving: Serving | undefined;
  #enrolledBy: GatewayIncarnation | undefined;

  constructor(stage: Stage, options: {readonly syncMs: number; readonly rate: number}) {
    this.#stage = stage;
    this.#key = simKey(`${stage.seed} gateway`);
    this.publicKey = this.#key.publicKey;
    const program = (boot: Boot) => this.#run(boot);
    this.machine = new Machine(stage, {name: 'gateway', ...options, program});
  }

  get ready(): boolean {
    return this.machine.running && this.#serving !== undefined;
  }

  get incarnation(): GatewayIncarnation | undefined {
    return this.#serving?.incarnation();
  }

  /** The one that took the store's first hub in. */
  get enrolledBy(): GatewayIncarnation {
    assert(this.#enrolledBy, 'a store is opened by enrolling its hub');
    return this.#enrolledBy;
  }

  /** As an operator does: a code is made, and a hub shows it. */
  async enrol(hubKey: SigningKey, retailStoreId: string): Promise<void> {
    const enrolments = this.#serving?.enrolments;
    if (!enrolments) throw new Defect('head office runs when a hub is enrolled');
    const {code} = await enrolments.permit({retailStoreId, ttlMs: 60_000});
    this.#enrolledBy = this.incarnation;
    const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
    const codeProof = enrolmentCodeProof(nodeDigest, {code, hubPublicKey: hubKey.publicKey});
    const claim = {hubId, retailStoreId, codeProof};
    const proof = await hubKey.sign(enrolmentProofMessage(nodeDigest, claim));
    await enrolments.enrol({
      v: WAN_PROTOCOL_VERSION,
      type: 'enrol',
      hubId,
      hubPublicKey: publicKeyText(hubKey.publicKey),
      retailStoreId,
      name: 'Store',
      codeProof: toBase64Url(codeProof),
      proof: toBase64Url(proof),
    });
  }

  /** As an operator does: a code for a blank machine that is to be the store's hub. */
  async permitClaim(retailStoreId: string): Promise<Bytes | undefined> {
    const serving = this.#serving;
    if (!this.machine.running || !serving) return undefined;
    const wanted = {retailStoreId, ttlMs: 60_000, purpose: 'claim'} as const;
    const {boot, enrolments} = serving;
    try {
      return (await boot.life.pass(() => enrolments.permit(wanted))).code;
    } catch (error) {
      if (isFatal(error)) boot.fall(error);
      throw error;
    }
  }

  /** `undefined` while no program runs; otherwise an answer, or nothing if the program dies. */
  answer(request: WanRequest, source: string): Promise<WanAnswer> | undefined {
    const serving = this.#serving;
    if (!this.machine.running || !serving) return undefined;
    return serving.boot.life.pass(() => this.#answer(serving, request, source));
  }

  async #run(boot: Boot): Promise<void> {
    const {life, directory, clock, random, log, fall} = boot;
    this.#serving = undefined;
    const {disk} = this.machine;
    const file = disk.openFile(life);
    const order = {file: 'fleet', what: 'open', content: ''};
    const {store, origin} = await file.write(order, async () => {
      const opened = openFleetStore({path: join(directory, 'fleet.db'), random, clock});
      life.onEnd(() => opened.store.close());
      return opened;
    });
    log.info('gateway.opened', {origin});
    if (origin === 'restored') this.#stage.gatewayRestored();
    const ports = {
      store: fleetStoreOnDisk(store, file),
      digest: nodeDigest,
      verifier: simVerifier,
      compressors: [noCompression, simCompressor],
      gatewayKey: this.#key,
      enrolmentSecret: nodeDigest.sha256(utf8Encode('enrolment secret')),
      clock,
      random,
      log,
    };
    const fleet = new Fleet(ports);
    const {rosters} = fleet;
    const takeOvers = new TakeOvers({
      ...{...ports, rosters, ...NOTHING_SEALED},
      statementsOfStore: id => fleet.statementsOfStore(id),
    });
    const enrolments = new Enrolments({...ports, rosters, takeOvers});
    this.#serving = {boot, store, fleet, enrolments, incarnation: () => store.incarnation};
    await supervise([fleet.service], new AbortController().signal).catch(fall);
  }

  async #answer(serving: Serving, request: WanRequest, source: string): Promise<WanAnswer> {
    const {boot} = serving;
    try {
      const content = await this.#respond(serving, request, source);
      return await this.#signed(request, {status: 200, text: JSON.stringify(content)});
    } catch (error) {
      if (isFatal(error)) boot.fall(error);
      return this.#signed(request, problemOf(error));
    }
  }

  async #respond(serving: Serving, request: WanRequest, source: string): Promise<object> {
    const {fleet, boot} = serving;
    const {path, body, headers} = request;
    switch (path) {
      case WAN_PATHS.segments: {
        const answer = await fleet.accept(body);
        this.#stage.segmentAnswered(answer);
        await this.#holdToItsWord(serving, answer);
        return answer;
      }
      case WAN_PATHS.ledgerStatus: {
        const hubId = hubIdSchema.parse(headers[HUB_HEADER]);
        const signature = headers[SIGNATURE_HEADER] ?? '';
        const hub = await fleet.hubOfRequest({hubId, path, body, signature});
        const question = ledgerStatusSchema.parse(JSON.parse(utf8Decode(body)));
        const answer = await fleet.ledgerStatus(hub, question);
        await this.#holdToItsWord(serving, answer);
        return answer;
      }
      case WAN_PATHS.enrolments:
        return serving.enrolments.enrol(enrolSchema.parse(JSON.parse(utf8Decode(body))));
      case WAN_PATHS.probe: {
        const {hubId, nonce} = probeSchema.parse(JSON.parse(utf8Decode(body)));
        await fleet.knownHub(hubId);
        return {
          v: WAN_PROTOCOL_VERSION,
          type: 'probeAnswer',
          nonce,
          gatewayIncarnation: serving.incarnation(),
          gatewayTimeMs: boot.clock.wallMs(),
          sourceAddress: source,
        };
      }
      default:
        throw new Fault('request/not-found', {path});
    }
  }

  /** Nothing is signed for that is not durable (I8): each statement against what the file has. */
  async #holdToItsWord(
    {store}: Serving,
    answer: HeldWord & {readonly heldStatements: readonly string[]},
  ): Promise<void> {
    this.#stage.headOfficeSaid(answer);
    for (const text of answer.heldStatements) {
      const {journalId, sequenceNumber} = decodeHeldStatement(
        fromBase64Url(text) ?? new Uint8Array(),
      );
      this.#stage.headOfficeSigned({journalId, sequenceNumber});
      const held = (await store.journal(journalId))?.heldSequence ?? 0;
      if (sequenceNumber <= held) continue;
      const detail = `signed for ${journalId}/${sequenceNumber}, and holds ${held}`;
      this.#stage.found({invariant: 'I8', at: 'gateway', detail});
    }
  }

  async #signed(
    request: WanRequest,
    {status, text}: {readonly status: number; readonly text: string},
  ): Promise<WanAnswer> {
    const body = utf8Encode(text);
    const message = answerSigningMessage(nodeDigest, {request: request.body, answer: body});
    return {status, body, signature: toBase64Url(await this.#key.sign(message))};
  }
}

/** What head office does not outlive: what is on its disk only a new life can say. */
function isFatal(error: unknown): boolean {
  return isFault(error, 'database/failed') || !isFault(error);
}
