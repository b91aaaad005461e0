import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {type Bytes, fromBase64Url, type SigningKey, toBase64Url, utf8Decode} from '@holdfast/std';
import {
  encodeLanMessage,
  type HubToTerminal,
  hubIdSchema,
  journalIdOf,
  lanSubprotocol,
  pairingProofMessage,
  pairingTokenProof,
  parseHubMessage,
  parsePairingLink,
  sessionProofMessage,
} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {WebSocket} from 'ws';

/** What the lane signs and sends next; kept on a disk before it is sent, where there is one. */
interface LaneJournal {
  readonly key: SigningKey;
  append(run: readonly LaneEntry[]): Promise<void>;
}

interface LaneEntry {
  readonly entry: Awaited<ReturnType<ChainWriter['next']>> & {readonly body: Bytes};
  readonly submissionId: undefined;
  readonly journaledMs: number;
}

/** A lane has sent all that was signed for it. */
export class OutOfEntries extends Error {
  constructor() {
    super('the lane ran out of signed entries');
  }
}

function isRecorded(reply: string): boolean {
  return reply.includes('"kind":"recorded"');
}

/**
 * One till of the bench: pairs for real, signs real entries ahead of time, and then sends them one
 * by one. Signing is left out of the measured time: it is the till's own work, on the till's own
 * machine.
 */
export class BenchLane {
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];
  readonly #chain: ChainWriter;
  readonly #journal: LaneJournal | undefined;
  #heard: (message: HubToTerminal) => void = () => {};
  #answered: ((text: string) => void) | undefined;
  #next = 0;

  private constructor(parts: {
    readonly socket: WebSocket;
    readonly chain: ChainWriter;
    readonly journal: LaneJournal | undefined;
  }) {
    const {socket} = parts;
    this.#socket = socket;
    this.#chain = parts.chain;
    this.#journal = parts.journal;
    socket.on('message', data => this.#take(String(data)));
  }

  /**
   * Pairs by a one-time link and opens a session. With a `journal`, what is signed is on that disk,
   * and synced, before it can be sent; it must be empty.
   */
  static async open(at: {
    readonly link: string;
    readonly workstationId: string;
    readonly journal?: LaneJournal;
  }): Promise<BenchLane> {
    const {link, workstationId, journal} = at;
    const parsed = parsePairingLink(link);
    if (!parsed.ok) throw new Error(parsed.issue.reason);
    const {host, port, token, hubId} = parsed.value;
    const key = journal?.key ?? (await createSigningKey());
    const socket = new WebSocket(`wss://${host}:${port}/lan`, [lanSubprotocol(1)], {
      rejectUnauthorized: false,
      perMessageDeflate: false,
    });
    const place = {retailStoreId: '017', workstationId};
    const chain = new ChainWriter({digest: nodeDigest, key}, place);
    const lane = new BenchLane({socket, chain, journal});
    const hello = await lane.#expect('hello');
    const nonce = fromBase64Url(hello.nonce) ?? new Uint8Array();
    const {publicKey} = key;
    socket.send(
      encodeLanMessage({
        v: 1,
        type: 'pair',
        workstationId,
        name: workstationId,
        publicKey: {algorithm: publicKey.algorithm, bytes: toBase64Url(publicKey.bytes)},
        tokenProof: toBase64Url(pairingTokenProof(nodeDigest, {token, nonce, hubId, publicKey})),
        proof: toBase64Url(
          await key.sign(pairingProofMessage(nodeDigest, {nonce, hubId, workstationId})),
        ),
      }),
    );
    await lane.#expect('paired');
    await lane.#authenticate({key, nonce, hubId: hello.hubId, workstationId});
    return lane;
  }

  async #authenticate(claim: {
    readonly key: SigningKey;
    readonly nonce: Uint8Array;
    readonly hubId: string;
    readonly workstationId: string;
  }): Promise<void> {
    const {key, nonce, workstationId} = claim;
    const journalId = journalIdOf(nodeDigest, key.publicKey);
    const said = {
      nonce,
      hubId: hubIdSchema.parse(claim.hubId),
      journalId,
      workstationId,
      origin: '',
    };
    this.#socket.send(
      encodeLanMessage({
        v: 1,
        type: 'authenticate',
        workstationId,
        journalId,
        origin: '',
        lastSequenceNumber: 0,
        lastEntryHash: toBase64Url(new Uint8Array(32)),
        terminalTimeMs: Date.now(),
        app: {name: 'bench', version: '0'},
        proof: toBase64Url(await key.sign(sessionProofMessage(nodeDigest, said))),
      }),
    );
    await this.#expect('welcome');
  }

  /**
   * In the measured part only answers count, and are looked at no closer than a yardstick's are.
   */
  #take(text: string): void {
    if (this.#answered) {
      if (text.includes('"recordTransactionReply"')) this.#answered(text);
      return;
    }
    const message = parseHubMessage(text);
    if (message.ok && message.value.type !== 'unknown') this.#heard(message.value);
  }

  #expect<T extends HubToTerminal['type']>(type: T): Promise<Extract<HubToTerminal, {type: T}>> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.once('close', (code, reason) => reject(new Error(`closed ${code} ${reason}`)));
      this.#heard = message => {
        if (message.type === type) resolve(message as Extract<HubToTerminal, {type: T}>);
      };
    });
  }

  /** Signs what will be sent, and journals it where there is a journal. */
  async load(bodies: readonly Bytes[]): Promise<void> {
    const run: LaneEntry[] = [];
    for (const body of bodies) {
      const signed = await this.#chain.next(utf8Decode(body));
      run.push({entry: {...signed, body}, submissionId: undefined, journaledMs: Date.now()});
    }
    await this.#journal?.append(run);
    for (const {entry} of run) {
      const {body} = entry;
      this.#frames.push(
        encodeLanMessage({
          v: 1,
          type: 'recordTransaction',
          sequenceNumber: entry.header.sequenceNumber,
          header: toBase64Url(entry.headerBytes),
          body: utf8Decode(body),
          signature: toBase64Url(entry.signature),
        }),
      );
    }
  }

  get left(): number {
    return this.#frames.length - this.#next;
  }

  /** Sends the next entry; resolves when the hub says that it is recorded. */
  record(): Promise<void> {
    const frame = this.#frames[this.#next];
    if (frame === undefined) return Promise.reject(new OutOfEntries());
    this.#frames[this.#next] = ''; // a long run signs more than should be kept
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#answered = text => {
        if (isRecorded(text)) resolve();
        else reject(new Error(`the hub answered ${text}`));
      };
      this.#socket.send(frame);
    });
  }

  /**
   * Sends everything that is left, at most `inFlight` unanswered. A refusal ends it, unless `again`
   * says when to go on from there.
   */
  async recordAll(inFlight: number, again?: (reply: string) => Promise<void>): Promise<void> {
    let [sent, answered, inAir, refused] = [this.#next, this.#next, 0, false];
    const total = this.#frames.length;
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('close', code => reject(new Error(`the hub closed the session: ${code}`)));
      const push = () => {
        for (; sent < total && inAir < inFlight; sent += 1, inAir += 1)
          this.#socket.send(this.#frames[sent] ?? '');
        if (answered === total) resolve();
      };
      const goOn = (reply: string) => {
        if (inAir > 0) return; // what was sent behind it is refused, too
        [refused, sent] = [false, answered];
        again?.(reply).then(push, reject);
      };
      this.#answered = text => {
        inAir -= 1;
        if (!refused && isRecorded(text)) {
          this.#frames[answered] = '';
          answered += 1;
          push();
          return;
        }
        refused = true;
        if (again) goOn(text);
        else reject(new Error(`the hub answered ${text}`));
      };
      push();
    });
    this.#socket.removeAllListeners('close');
    this.#next = total;
  }

  close(): void {
    this.#socket.terminate();
  }
}
