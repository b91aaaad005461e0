import {Fault} from '@holdfast/std';
import {formatPairingLink} from '@holdfast/wire';
import type {HubConfig} from './config.ts';
import type {HubParts} from './hub-parts.ts';
import {TOOLS} from './hub-tools.ts';
import type {PairingCodeOpened, PairingCodeStatus} from './pairing-code-status.ts';
import {pairingHost} from './pairing-host.ts';

/** What a manager may do about pairing, whoever carries the wish: the loopback door, a console. */
export class PairingControl {
  readonly #parts: Pick<HubParts, 'desk' | 'codeDesk' | 'hubId' | 'leafKeeper'>;
  readonly #lan: HubConfig['lan'];
  readonly #port: () => number;

  constructor(parts: {
    readonly parts: Pick<HubParts, 'desk' | 'codeDesk' | 'hubId' | 'leafKeeper'>;
    readonly lan: HubConfig['lan'];
    /** Where the LAN door listens. */
    readonly port: () => number;
  }) {
    this.#parts = parts.parts;
    this.#lan = parts.lan;
    this.#port = parts.port;
  }

  async openLink(): Promise<{readonly link: string; readonly windowMs: number}> {
    const {desk, hubId, leafKeeper} = this.#parts;
    const {token, windowMs} = await desk.open();
    const host = pairingHost(this.#lan);
    const {keyPin} = leafKeeper.leaf;
    const link = formatPairingLink({host, port: this.#port(), hubId, keyPin, token});
    return {link, windowMs};
  }

  /** Throws `pairing/refused` while too many codes were guessed wrong within a day. */
  async openCode(): Promise<PairingCodeOpened> {
    const opened = await this.#parts.codeDesk.open();
    if (opened.kind === 'locked') {
      const until = new Date(opened.untilMs).toISOString();
      throw new Fault('pairing/refused', {reason: 'locked', until});
    }
    const {windowId, code, windowMs} = opened;
    return {windowId, code, windowMs, untilMs: TOOLS.clock.wallMs() + windowMs};
  }

  /** `undefined` for a window that is not the newest. */
  code(windowId: string): PairingCodeStatus | undefined {
    const view = this.#parts.codeDesk.view();
    if (view?.windowId !== windowId) return undefined;
    const {till, ...rest} = view;
    return {...rest, ...(till ? {till} : {})};
  }

  /** `false` where the till that the manager saw does not wait there any more. */
  decideCode(decision: {
    readonly windowId: string;
    readonly journalId: string;
    readonly approve: boolean;
  }): Promise<boolean> {
    return this.#parts.codeDesk.decide(decision);
  }
}
