import {createServer, type Server} from 'node:https';
import {Ingest, type TerminalConnection} from '@holdfast/ingest';
import type {Ledger} from '@holdfast/ledger';
import {openMemoryLedger} from '@holdfast/ledger/testing';
import {
  type Bytes,
  type Clock,
  type Digest,
  type Random,
  type SignatureVerifier,
  type SigningKey,
  silentLog,
  toBase64Url,
} from '@holdfast/std';
import type {HubAddress} from '@holdfast/terminal-sdk';
import {CodeDesk, PairingDesk, publicKeyText, Roster} from '@holdfast/trust';
import {
  encodeLanMessage,
  hubIdOf,
  LAN_CLOSE_CODES,
  LAN_PROTOCOL_VERSION,
  type LedgerEntry,
  type PairingLink,
} from '@holdfast/wire';
import {type WebSocket, WebSocketServer} from 'ws';

interface Tools {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly hubKey: SigningKey;
  readonly gatewayKey: SigningKey;
  readonly tls: {
    readonly keyPem: string;
    readonly certificatePem: string;
    readonly keyPin: Bytes;
  };
}

/** A store's hub for a browser to talk to: the real ingest, over a ledger in memory, behind TLS. */
export class StoreHub {
  readonly ingest: Ingest;
  readonly ledger: Ledger;
  readonly codeDesk: CodeDesk;
  readonly #desk: PairingDesk;
  readonly #tools: Tools;
  #door: Server | undefined;
  #sockets = new Set<WebSocket>();
  #port = 0;

  private constructor(tools: Tools, ledger: Ledger) {
    const {hubKey, gatewayKey, digest} = tools;
    const hubId = hubIdOf(digest, hubKey.publicKey);
    const roster = new Roster();
    this.#tools = tools;
    this.ledger = ledger;
    const note = async () => {};
    this.#desk = new PairingDesk({...tools, hubId, note});
    this.codeDesk = new CodeDesk({...tools, hubId, note});
    this.ingest = new Ingest({
      ...tools,
      identity: {
        hubId,
        hubKey,
        gatewayPublicKey: gatewayKey.publicKey,
        retailStoreId: 'S1',
      },
      ledger,
      hubJournal: {append: async () => {}},
      roster,
      rosterKeeper: {
        async admit({workstationId, journalId, publicKey, name}) {
          const journal = {workstationId, journalId, publicKey: publicKeyText(publicKey), name};
          const change = {kind: 'journalAdmitted', ...journal} as const;
          roster.apply({v: 1, epoch: 1, changedAtMs: 0, change});
        },
        async succeed({predecessor, successor, lastCommon, certificate}) {
          const {workstationId, name, journalId: former} = predecessor;
          const publicKey = publicKeyText(successor.publicKey);
          const succeeds = {journalId: former, lastCommon, certificate};
          const journal = {
            workstationId,
            name,
            journalId: successor.journalId,
            publicKey,
            succeeds,
          };
          const common = {v: 1, epoch: 1, changedAtMs: 0};
          roster.apply({...common, change: {kind: 'journalAdmitted', ...journal}});
          const closed = {journalId: former, reason: 'endLost', lastKnown: lastCommon} as const;
          roster.apply({...common, change: {kind: 'journalClosed', ...closed}});
        },
      },
      desk: this.#desk,
      codeDesk: this.codeDesk,
      onGap: () => {},
      log: silentLog,
    });
  }

  static async open(tools: Tools): Promise<StoreHub> {
    const {ledger} = await openMemoryLedger(tools);
    return new StoreHub(tools, ledger);
  }

  /** Plugs it in: at the same address as before. */
  async plugIn(): Promise<void> {
    const {keyPem, certificatePem} = this.#tools.tls;
    const door = createServer({key: keyPem, cert: certificatePem});
    const sockets = new WebSocketServer({server: door, path: '/lan', clientTracking: false});
    sockets.on('connection', (socket, {headers}) => this.#greet(socket, headers.origin ?? ''));
    await new Promise<void>(resolve => door.listen(this.#port, '127.0.0.1', resolve));
    const address = door.address();
    if (typeof address === 'object' && address) this.#port = address.port;
    this.#door = door;
  }

  /** Pulls its plug; its disk stays. */
  async unplug(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    const closed = new Promise(resolve => this.#door?.close(resolve));
    this.#door?.closeAllConnections();
    await closed;
  }

  /** A link that lets one till in. */
  async invite(): Promise<PairingLink> {
    const {digest, hubKey, tls} = this.#tools;
    const {token} = await this.#desk.open();
    const hubId = hubIdOf(digest, hubKey.publicKey);
    return {host: '127.0.0.1', port: this.#port, hubId, keyPin: tls.keyPin, token};
  }

  get hubId(): string {
    return hubIdOf(this.#tools.digest, this.#tools.hubKey.publicKey);
  }

  get keyPin(): string {
    return toBase64Url(this.#tools.tls.keyPin);
  }

  get address(): HubAddress {
    return {host: '127.0.0.1', port: this.#port};
  }

  async recorded(): Promise<readonly LedgerEntry[]> {
    const all = {entriesMax: 1_000, bodyBytesMax: Number.MAX_SAFE_INTEGER};
    return (await this.ledger.readAfter(0, all)).entries;
  }

  #greet(socket: WebSocket, origin: string): void {
    this.#sockets.add(socket);
    const connection: TerminalConnection = {
      peer: {address: '127.0.0.1', origin},
      // The page's origin is all that both ends of a browser's connection know.
      channel: () => ({keyPin: this.#tools.tls.keyPin, binding: {kind: 'origin', origin}}),
      version: LAN_PROTOCOL_VERSION,
      send: message => socket.send(encodeLanMessage(message)),
      bufferedBytes: () => socket.bufferedAmount,
      close: reason => socket.close(LAN_CLOSE_CODES[reason].code),
    };
    const events = this.ingest.connect(connection);
    socket.on('message', data => events.frame(String(data)));
    socket.on('close', () => {
      this.#sockets.delete(socket);
      events.closed();
    });
  }
}
