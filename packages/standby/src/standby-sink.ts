import type {Sink} from '@holdfast/forwarder';
import {
  type Bytes,
  type Clock,
  type Digest,
  Fault,
  fromBase64Url,
  type Log,
  type Random,
  type SignatureVerifier,
  Topic,
  toBase64Url,
} from '@holdfast/std';
import {
  type AskMirror,
  askedOfMirror,
  drawGatewayIncarnation,
  type ForwardEntriesAnswer,
  type GatewayIncarnation,
  type LedgerId,
  type LedgerStatusAnswer,
  type MirrorPosition,
  mirrorStatementMessage,
  parseMirrorPosition,
  SEGMENT_VERSIONS,
  STANDBY_PROTOCOL_VERSION,
  type StandbyToHub,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import {STANDBY_LIMITS} from './limits.ts';
import type {StandbyConnection, StandbyIdentity} from './ports.ts';

/** The name of the standby's watermark. */
export const STANDBY = 'standby';
const V = STANDBY_PROTOCOL_VERSION;
const OUTCOMES = {
  accepted: 'accepted',
  alreadyHeld: 'alreadyHeld',
  gap: 'arrived', // it was not stored: the watermark stands still, and the hub asks again
  differs: 'diverged',
  status: 'alreadyHeld',
} as const satisfies Record<MirrorPosition['outcome'], ForwardEntriesAnswer['outcome']>;

type Answer = Extract<StandbyToHub, {readonly type: 'mirrored' | 'segmentRefused'}>;

interface Line {
  readonly standby: StandbyIdentity;
  readonly connection: StandbyConnection;
  /**
   * Of this connection: a machine that comes back may have come back as an older copy of itself, so
   * the forwarder asks it again how far it has each ledger.
   */
  readonly incarnation: GatewayIncarnation;
  readonly waiting: Map<number, PromiseWithResolvers<Answer>>;
}

/** A proved answer, and the connection that it came by. */
interface Said {
  readonly incarnation: GatewayIncarnation;
  readonly position: MirrorPosition;
}

export interface StandbySinkPorts {
  readonly clock: Clock;
  readonly digest: Digest;
  readonly random: Random;
  readonly verifier: SignatureVerifier;
  readonly log: Log;
  /** A standby said what it did not sign, or what nobody can read. */
  readonly onLie: (detail: string) => void;
}

/**
 * The standby as the place the ledger goes. Believes only what the standby signed, of that very
 * segment or question. Throws `standby/unreachable` while none is connected or it does not answer,
 * `standby/untrusted`, and `standby/refused` with its reason.
 */
export class StandbySink implements Sink {
  readonly name = STANDBY;
  readonly revived = new Topic<{readonly gatewayIncarnation: GatewayIncarnation}>();
  /** What each proved answer said. */
  readonly said = new Topic<MirrorPosition>();
  readonly #ports: StandbySinkPorts;
  #line: Line | undefined;
  #nextId = 1;

  constructor(ports: StandbySinkPorts) {
    this.#ports = ports;
  }

  get connected(): boolean {
    return this.#line !== undefined;
  }

  /** A standby has proved itself: it takes over from an older connection. */
  attach(standby: StandbyIdentity, connection: StandbyConnection): void {
    this.detach();
    const incarnation = drawGatewayIncarnation(this.#ports.random);
    this.#line = {standby, connection, incarnation, waiting: new Map()};
    this.revived.publish({gatewayIncarnation: incarnation});
  }

  /** What is on its way is lost; the forwarder sends it again. */
  detach(connection = this.#line?.connection): void {
    const line = this.#line;
    if (!line || line.connection !== connection) return;
    this.#line = undefined;
    for (const {reject} of line.waiting.values()) {
      reject(new Fault('standby/unreachable', {reason: 'the connection ended'}));
    }
  }

  /** An answer from the connection. One that nobody waits for came too late. */
  answered(connection: StandbyConnection, answer: Answer): void {
    if (this.#line?.connection !== connection) return;
    this.#line.waiting.get(answer.id)?.resolve(answer);
  }

  async deliver(
    {bytes}: {readonly bytes: Bytes},
    signal: AbortSignal,
  ): Promise<ForwardEntriesAnswer> {
    const askedSha256 = this.#ports.digest.sha256(bytes);
    const {incarnation, position} = await this.#exchange(
      {askedSha256, signal},
      ({connection}, id) => connection.sendSegment({id, segment: bytes}),
    );
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'forwardEntriesAnswer',
      outcome: OUTCOMES[position.outcome],
      ...wordOf(position, incarnation),
    };
  }

  async ledgerStatus(
    question: {readonly ledgerId: LedgerId; readonly atPosition?: number},
    signal: AbortSignal,
  ): Promise<LedgerStatusAnswer> {
    const {incarnation, position} = await this.#ask(question, signal);
    const {headAt} = position;
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'ledgerStatusAnswer',
      nonce: toBase64Url(new Uint8Array(NONCE_BYTES)),
      segmentVersions: [...SEGMENT_VERSIONS],
      ...wordOf(position, incarnation),
      ...(headAt ? {headAt} : {}),
    };
  }

  async #ask(
    question: {readonly ledgerId: LedgerId; readonly atPosition?: number},
    signal: AbortSignal,
  ): Promise<Said> {
    const {digest, random} = this.#ports;
    const nonce = toBase64Url(random.bytes(NONCE_BYTES));
    const asked = {v: V, type: 'askMirror', id: 1, nonce, ...question} satisfies AskMirror;
    const askedSha256 = askedOfMirror(digest, asked);
    return await this.#exchange({askedSha256, signal}, ({connection}, id) =>
      connection.send({...asked, id}),
    );
  }

  async #exchange(
    asked: {readonly askedSha256: Bytes; readonly signal: AbortSignal},
    send: (line: Line, id: number) => void,
  ): Promise<Said> {
    const line = this.#line;
    if (!line) throw new Fault('standby/unreachable', {reason: 'no standby is connected'});
    const id = this.#nextId;
    this.#nextId += 1;
    const waiting = Promise.withResolvers<Answer>();
    line.waiting.set(id, waiting);
    const over = new AbortController();
    const {signal} = asked;
    const late = this.#ports.clock
      .sleep(STANDBY_LIMITS.answerMs, AbortSignal.any([signal, over.signal]))
      .then((): Answer => {
        throw new Fault('standby/unreachable', {reason: signal.aborted ? 'aborted' : 'no answer'});
      });
    late.catch(() => {});
    try {
      send(line, id);
      const answer = await Promise.race([waiting.promise, late]);
      if (answer.type === 'segmentRefused') {
        throw new Fault('standby/refused', {reason: answer.reason});
      }
      const position = await this.#proved(line, {...asked, answer});
      return {incarnation: line.incarnation, position};
    } finally {
      line.waiting.delete(id);
      waiting.promise.catch(() => {});
      over.abort();
    }
  }

  async #proved(
    {standby, connection}: Line,
    said: {readonly askedSha256: Bytes; readonly answer: Extract<Answer, {type: 'mirrored'}>},
  ): Promise<MirrorPosition> {
    const {digest, verifier, onLie} = this.#ports;
    const {askedSha256, answer} = said;
    const {statement} = answer;
    const signature = fromBase64Url(answer.signature) ?? new Uint8Array();
    const message = mirrorStatementMessage(digest, {askedSha256, statement});
    const {publicKey} = standby;
    const genuine = await verifier.verify({publicKey, message, signature});
    const position = parseMirrorPosition(statement);
    if (!genuine || !position.ok) {
      const reason = genuine ? 'its statement cannot be read' : 'its statement is not signed by it';
      onLie(reason);
      connection.close(reason);
      throw new Fault('standby/untrusted', {reason});
    }
    this.said.publish(position.value);
    return position.value;
  }
}

const NONCE_BYTES = 16;

function wordOf(
  {ledgerId, position, head}: MirrorPosition,
  gatewayIncarnation: GatewayIncarnation,
) {
  return {
    ledgerId,
    gatewayIncarnation,
    heldPosition: position,
    heldHead: head,
    heldStatements: [],
  };
}
