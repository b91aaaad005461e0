import {adoptionOf} from '@holdfast/hub/parts';
import {nodeDigest} from '@holdfast/platform-node';
import {aborted, assert, isFault, type SigningKey, toBase64Url} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import {parseChangeOfHub} from '@holdfast/trust';
import {askForAdmission} from '@holdfast/uplink';
import {claimCodeProof, hubIdOf, type TakenOver} from '@holdfast/wire';
import {Life} from './life.ts';
import {simKey, simVerifier} from './sim-keys.ts';
import {SimWay} from './sim-way.ts';
import type {World} from './world.ts';

/** What becomes of the hub before: its disk burns, it is switched on again, it never went. */
const FATES = ['burns', 'returns', 'stays'] as const;
const AGAIN_PERCENT = 25;
/** So long somebody waits for an answer before he makes another code. */
const PATIENCE_MS = 4_000;
/** Nothing is sealed for it: no store here has an authority. */
const READER = new Uint8Array(32);

/**
 * A blank machine claims the store at head office, as an operator has it do, and is the hub from
 * then on. At times another takes over from that one.
 */
export async function replaceHub(world: World): Promise<void> {
  const random = world.chance('replacement');
  const times = random.chance(AGAIN_PERCENT) ? 2 : 1;
  for (let done = 0; done < times; done += 1) {
    await replaceOnce(world, random);
    await world.scheduler.sleep(random.below(10_000));
  }
}

async function replaceOnce(world: World, random: SeededRandom): Promise<void> {
  const {scheduler, rare, history} = world;
  const before = world.hub;
  const fate = FATES[random.below(FATES.length)] ?? 'stays';
  history.note('fault', `${before.machine.name} ${fate}`);
  if (fate !== 'stays') before.machine.powerOff();
  if (fate === 'returns') {
    scheduler.after(random.below(30_000), () => before.machine.powerOn());
  }
  const {identity, takenOver} = await claimAbove(world, random);
  world.nextHub(identity).adopt(adoptionOf(takenOver));
  rare.reached('hubReplaced');
}

/**
 * A head office that was put back may name two hubs in one epoch: whoever sees the second one
 * report that it was replaced claims the store once more.
 */
async function claimAbove(world: World, random: SeededRandom): Promise<Claimed> {
  for (;;) {
    const claimed = await claim(world, random);
    const change = parseChangeOfHub(claimed.takenOver.change);
    assert(change, 'head office names a hub in words that can be read');
    const pair = {epoch: change.epoch, hubId: hubIdOf(nodeDigest, change.hubPublicKey)};
    if (!world.isAboveAll(pair)) continue;
    world.named(pair);
    return claimed;
  }
}

/**
 * Asks until an answer comes. A code is good once, and a claim whose answer was lost has made its
 * key known: each time it is another key.
 */
async function claim(world: World, random: SeededRandom): Promise<Claimed> {
  const {scheduler, seed, hubs} = world;
  for (;;) {
    await scheduler.sleep(200 + random.below(1_000));
    const identity = simKey(`${seed} hub ${hubs.length + 1} attempt ${random.below(2 ** 30)}`);
    const over = new AbortController();
    const life = new Life();
    scheduler.after(PATIENCE_MS, () => {
      void life.end();
      over.abort();
    });
    const asked = claimOnce(world, {identity, life, random}, over.signal).catch(passOver);
    const takenOver = await Promise.race([asked, aborted(over.signal).then(() => undefined)]);
    if (takenOver) return {identity, takenOver};
  }
}

interface Claimed {
  readonly identity: SigningKey;
  readonly takenOver: TakenOver;
}

async function claimOnce(
  world: World,
  by: {readonly identity: SigningKey; readonly life: Life; readonly random: SeededRandom},
  signal: AbortSignal,
): Promise<TakenOver | undefined> {
  const {gateway, scheduler, retailStoreId, lines, headOffice, history, rare} = world;
  const {identity, life, random} = by;
  const line = lines[random.below(lines.length)];
  const code = await gateway.permitClaim(retailStoreId);
  if (!code || !line) return undefined;
  const readerPublicKey = READER;
  const {publicKey: hubPublicKey} = identity;
  const codeProof = claimCodeProof(nodeDigest, {code, hubPublicKey, readerPublicKey});
  const claim = {readerPublicKey: toBase64Url(readerPublicKey)};
  const tools = {digest: nodeDigest, verifier: simVerifier};
  const way = new SimWay(
    {...{line, life, scheduler, random, history, rare}, door: headOffice.answer},
    1,
  );
  const applicant = {identity, retailStoreId, name: 'Store', ...tools};
  const {enrolled} = await askForAdmission(way, {applicant, proof: {codeProof, claim}}, signal);
  return enrolled.takenOver;
}

function passOver(error: unknown): undefined {
  if (!isFault(error)) throw error;
  return undefined;
}
