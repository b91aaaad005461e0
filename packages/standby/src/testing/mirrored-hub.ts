import {MirrorShelf} from '@holdfast/ledger';
import {
  type Bytes,
  type Digest,
  type PublicKey,
  type SigningKey,
  silentLog,
  Topic,
} from '@holdfast/std';
import {SeededRandom, toySigningKey, toyVerifier, VirtualClock} from '@holdfast/std/testing';
import {publicKeyText, Roster} from '@holdfast/trust';
import {
  drawGatewayIncarnation,
  type GatewayIncarnation,
  type HubToStandby,
  hubIdOf,
  type LedgerId,
  noCompression,
  type StandbyToHub,
} from '@holdfast/wire';
import {Mirror} from '../mirror.ts';
import type {HubConnection, SegmentFrame, SegmentStore, StandbyConnection} from '../ports.ts';
import {StandbyDesk} from '../standby-desk.ts';
import {StandbyDoor} from '../standby-door.ts';
import {StandbyPost} from '../standby-post.ts';
import {StandbySink} from '../standby-sink.ts';
import {MemoryFolder} from './memory-folder.ts';

/** What a network does to what passes. Each may change or swallow it. */
export interface Wire {
  toStandby?(message: HubToStandby | SegmentFrame): HubToStandby | SegmentFrame | 'lost';
  toHub?(message: StandbyToHub): StandbyToHub | 'lost';
}

/** Segments that are kept for head office, in memory. */
class KeptSegments implements SegmentStore {
  readonly kept: {ledgerId: LedgerId; first: number; last: number; bytes: Bytes}[] = [];

  async keep(segment: Parameters<SegmentStore['keep']>[0]): Promise<void> {
    this.kept.push(segment);
  }

  async drop({ledgerId, position}: Parameters<SegmentStore['drop']>[0]): Promise<void> {
    const stay = this.kept.filter(one => one.ledgerId !== ledgerId || one.last > position);
    this.kept.splice(0, this.kept.length, ...stay);
  }
}

/** A hub's door and sink, a standby's post and mirror, and the wire between; keys are toys. */
export class MirroredHub {
  readonly clock = new VirtualClock();
  readonly random = new SeededRandom(1);
  readonly digest: Digest;
  readonly hubKey: SigningKey;
  readonly roster = new Roster();
  readonly named: {publicKey: PublicKey; name: string}[] = [];
  readonly lies: string[] = [];
  readonly sink: StandbySink;
  readonly desk: StandbyDesk;
  readonly door: StandbyDoor;
  readonly segments = new KeptSegments();
  readonly incarnation: GatewayIncarnation;
  standbyKey: SigningKey;
  folder = new MemoryFolder();
  mirror: Mirror | undefined;
  wire: Wire = {};

  constructor(digest: Digest, hubKey = toySigningKey(digest, 'hub')) {
    this.digest = digest;
    this.hubKey = hubKey;
    this.standbyKey = toySigningKey(digest, 'standby');
    this.incarnation = drawGatewayIncarnation(this.random);
    const hubId = hubIdOf(digest, hubKey.publicKey);
    const verifier = toyVerifier(digest);
    const tools = {clock: this.clock, random: this.random, digest, verifier, log: silentLog};
    this.desk = new StandbyDesk({...tools, hubId, note: async () => {}});
    this.sink = new StandbySink({...tools, onLie: detail => this.lies.push(detail)});
    this.door = new StandbyDoor({
      ...tools,
      ...{hubId, hubKey, retailStoreId: '017', roster: this.roster},
      ...{desk: this.desk, sink: this.sink},
      keeper: {
        nameSuccessor: async standby => {
          this.named.push(standby);
          const hubPublicKey = publicKeyText(standby.publicKey);
          const change = {kind: 'successorNamed', hubPublicKey, name: standby.name} as const;
          this.roster.apply({v: 1, epoch: 0, changedAtMs: 0, change});
        },
      },
      estateFor: async () => '{"v":1}',
      heldNow: () => [],
    });
  }

  /** The mirror as its disk has it. */
  async openMirror(): Promise<Mirror> {
    const {digest, clock, folder, segments, incarnation} = this;
    const shelf = await MirrorShelf.open({folder, digest, log: silentLog});
    const verifier = toyVerifier(digest);
    const compressors = [noCompression];
    return new Mirror({shelf, segments, incarnation, clock, digest, verifier, compressors});
  }

  /** Connects the standby. Answers once the hub has taken it or hung up, and why it hung up. */
  async connect(token?: Bytes): Promise<{readonly detail: string; cut(): void}> {
    this.mirror = await this.openMirror();
    const {digest, clock, mirror, standbyKey} = this;
    const [hub, standby] = wireOf(this);
    const events = this.door.connect(hub.connection);
    hub.onFrame = text => events.frame(text);
    hub.onClosed = () => events.closed();
    const post = new StandbyPost(
      {
        ...{identity: standbyKey, name: 'back office', mirror, clock, digest, log: silentLog},
        sealingPublicKey: new Uint8Array(32),
        hubId: hubIdOf(digest, this.hubKey.publicKey),
        verifier: toyVerifier(digest),
        onEstate: async () => {},
        onHeard() {},
      },
      standby.connection,
      token,
    );
    const welcomed = Promise.withResolvers<void>();
    const over = post.run(new AbortController().signal, () => welcomed.resolve());
    await Promise.race([welcomed.promise, over]);
    return {detail: standby.connection.closeDetail(), cut: () => standby.connection.close()};
  }

  /** Lets the standby in by a link that the hub just made. */
  async join(): Promise<void> {
    const {token} = await this.desk.open();
    const {detail} = await this.connect(token);
    if (detail !== '') throw new Error(detail);
  }
}

/** Both ends of one connection in memory. */
function wireOf(scene: MirroredHub) {
  const news = new Topic<void>();
  const unread: (HubToStandby | SegmentFrame)[] = [];
  let detail = '';
  let ended = false;
  const hub = {
    onFrame: (_: string) => {},
    onClosed: () => {},
    connection: {
      address: '10.0.0.2',
      send: message => pass(message),
      sendSegment: ({id, segment}) => pass({type: 'segment', id, segment}),
      close: why => {
        detail ||= why;
        end();
      },
    } satisfies StandbyConnection,
  };
  const pass = (message: HubToStandby | SegmentFrame) => {
    const passed = scene.wire.toStandby?.(message) ?? message;
    if (ended || passed === 'lost') return;
    unread.push(passed);
    news.publish();
  };
  const end = () => {
    if (ended) return;
    ended = true;
    news.publish();
    hub.onClosed();
  };
  const connection: HubConnection = {
    send: message => {
      const passed = scene.wire.toHub?.(message) ?? message;
      if (!ended && passed !== 'lost') hub.onFrame(JSON.stringify(passed));
    },
    async *messages() {
      for (;;) {
        const message = unread.shift();
        if (message) yield message;
        else if (ended) return;
        else {
          await new Promise<void>(resolve => {
            const leave = news.subscribe(() => {
              leave();
              resolve();
            });
          });
        }
      }
    },
    closeDetail: () => detail,
    close: end,
  };
  return [hub, {connection}] as const;
}
