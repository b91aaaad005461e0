import {type Clock, type Digest, isFault, type SignatureVerifier} from '@holdfast/std';
import {checkChangeOfHub, isHigherHub, parseChangeOfHub} from '@holdfast/trust';
import type {Hello} from '@holdfast/wire';
import {FORMER_HUBS_MAX} from './kept-record.ts';
import {changeSigners, showRoster} from './kept-roster.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubAddress, HubConnection, HubLink, Pairing} from './ports.ts';

/** No key has this hash: the new hub proves its TLS key by a statement of its own. */
const NO_PIN = new Uint8Array(32);

export interface StrangerTools {
  readonly link: HubLink;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly clock: Clock;
}

/**
 * Asks a hub that is not the pinned one by which right it speaks for this store, and answers the
 * pairing with it where it has one: a change of hub, signed by one of those who may, that stands
 * above all that this terminal has seen. Nothing of the journal is said to it before the pairing is
 * kept and its key is proved.
 *
 * A hub that the recovery sheet calls, and that does not know the store yet, is shown the roster
 * copy. One that stands lower is told of the change that this terminal follows.
 */
export async function meetStranger(
  tools: StrangerTools,
  {
    pairing,
    address,
    signal,
  }: {readonly pairing: Pairing; readonly address: HubAddress; readonly signal: AbortSignal},
): Promise<Pairing | undefined> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  let connection: HubConnection | undefined;
  const deadline = tools.clock
    .sleep(TERMINAL_LIMITS.strangerMs, either)
    .then(() => connection?.close());
  try {
    connection = await tools.link.connectUnproven({address, signal: either});
    if (either.aborted) return undefined;
    for await (const message of connection.messages()) {
      if (message.type !== 'hello') continue;
      const verdict = await judge(tools, {hello: message, pairing, address});
      if (verdict.kind === 'follow') return verdict.pairing;
      if (verdict.kind === 'none') return undefined;
      connection.send(showRoster(verdict.showing, connection.version));
      if (verdict.kind === 'tell') return undefined;
    }
    return undefined;
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  } finally {
    connection?.close();
    over.abort();
    await deadline;
  }
}

type Judgement =
  | {readonly kind: 'follow'; readonly pairing: Pairing}
  /** It may ask: show it all, and hear what it says then. */
  | {readonly kind: 'show'; readonly showing: Pairing}
  /** It was replaced: tell it so, and nothing else. */
  | {readonly kind: 'tell'; readonly showing: Pairing}
  | {readonly kind: 'none'};

async function judge(
  tools: StrangerTools,
  met: {readonly hello: Hello; readonly pairing: Pairing; readonly address: HubAddress},
): Promise<Judgement> {
  const {hello, pairing, address} = met;
  const {retailStoreId, gatewayPublicKey: gateway, formerHubs = [], hubId: before} = pairing;
  if (hello.retailStoreId !== retailStoreId || hello.hubId === before) return {kind: 'none'};
  const change = hello.change === undefined ? undefined : parseChangeOfHub(hello.change);
  const signers = {gateway, ...(await changeSigners(tools, pairing))};
  const verdict = change && (await checkChangeOfHub(tools, {change, retailStoreId, ...signers}));
  if (change && verdict?.kind === 'valid' && verdict.pair.hubId === hello.hubId) {
    const {pair} = verdict;
    if (!formerHubs.includes(pair.hubId) && isHigherHub(pair, pairing)) {
      const {hubPublicKey} = change;
      const kept = {change: hello.change, formerHubs: [...formerHubs, before]};
      const formers = kept.formerHubs.slice(-FORMER_HUBS_MAX);
      return {
        kind: 'follow',
        pairing: {
          ...pairing,
          ...{hubId: pair.hubId, hubPublicKey, hubKeyPin: NO_PIN, epoch: pair.epoch},
          ...{lastAddress: address, formerHubs: formers},
          ...(kept.change === undefined ? {} : {change: kept.change}),
        },
      };
    }
    const calls = change.signer === 'recovery' && change.epoch === 0;
    if (calls && pairing.roster) return {kind: 'show', showing: pairing};
  }
  const {roster: _, ...showing} = pairing;
  return pairing.change === undefined ? {kind: 'none'} : {kind: 'tell', showing};
}
