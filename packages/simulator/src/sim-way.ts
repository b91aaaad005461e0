import {aborted, Fault, utf8Decode, utf8Encode} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import type {WanAnswer, WanRequest, Way} from '@holdfast/uplink';
import {type GatewayIncarnation, probeAnswerSchema} from '@holdfast/wire';
import type {History} from './history.ts';
import {impostorAnswer} from './impostor.ts';
import type {Life} from './life.ts';
import {calmPath, type PathWeather, travelMs} from './path.ts';
import type {RarePaths} from './rare-paths.ts';
import type {Scheduler} from './scheduler.ts';

/** Head office at the other end; `undefined` when no program of it runs. */
export type Door = (request: WanRequest, source: string) => Promise<WanAnswer> | undefined;

/** One line out of the store, whatever hub stands behind it. */
export class SimLine {
  readonly name: string;
  readonly metered: boolean;
  /** Of head office, as whoever reads along on this line knows it. */
  incarnation: GatewayIncarnation | undefined;
  readonly up: PathWeather;
  readonly down: PathWeather;
  /** Answers everything itself, and nothing reaches head office. */
  portal = false;
  /** Fails at once, as a pulled cable does. */
  pulled = false;

  constructor(line: {readonly name: string; readonly metered: boolean; readonly delayMs: number}) {
    this.name = line.name;
    this.metered = line.metered;
    this.up = calmPath(line.delayMs);
    this.down = calmPath(line.delayMs);
  }

  calm(): void {
    this.portal = false;
    this.pulled = false;
    for (const path of [this.up, this.down]) {
      path.blocked = false;
      path.lossPercent = 0;
      path.doublePercent = 0;
      path.jitterMs = path.delayMs;
    }
  }
}

interface SimWayParts {
  readonly line: SimLine;
  readonly life: Life;
  readonly door: Door;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly history: History;
  readonly rare: RarePaths;
}

/**
 * A way out of the hub, for one of its lives. Requests travel each by themselves: they are lost,
 * late, twice and out of order, and so are the answers.
 */
export class SimWay implements Way {
  readonly name: string;
  readonly metered: boolean;
  readonly priority: number;
  readonly #parts: SimWayParts;
  #sentBytes = 0;
  #receivedBytes = 0;

  constructor(parts: SimWayParts, priority: number) {
    this.name = parts.line.name;
    this.metered = parts.line.metered;
    this.priority = priority;
    this.#parts = parts;
  }

  exchange(request: WanRequest, signal: AbortSignal): Promise<WanAnswer> {
    const {life} = this.#parts;
    return life.pass(async () => {
      const over = aborted(signal).then((): never => this.#fail('aborted'));
      return Promise.race([this.#travel(request), over]);
    });
  }

  bytes() {
    return {sentBytes: this.#sentBytes, receivedBytes: this.#receivedBytes};
  }

  async close(): Promise<void> {}

  async #travel(request: WanRequest): Promise<WanAnswer> {
    const {line, scheduler, random, rare} = this.#parts;
    this.#sentBytes += request.body.length;
    if (line.pulled) this.#fail('pulled');
    if (line.portal) {
      await scheduler.sleep(travelMs(random, line.up));
      rare.reached('portal');
      const {incarnation} = line;
      if (incarnation && random.chance(50)) return impostorAnswer(request, incarnation);
      return {status: 200, body: utf8Encode('<html>Welcome</html>'), signature: ''};
    }
    const twice = random.chance(line.up.doublePercent);
    if (twice) {
      const laterMs = travelMs(random, line.up) + random.below(3_000);
      scheduler.after(laterMs, () => void this.#arrive(request)?.catch(() => {}));
    }
    const answer = await this.#upAndBack(request);
    this.#receivedBytes += answer.body.length;
    return answer;
  }

  async #upAndBack(request: WanRequest): Promise<WanAnswer> {
    const {line, scheduler, random, rare} = this.#parts;
    const lost = line.up.blocked || random.chance(line.up.lossPercent);
    await scheduler.sleep(travelMs(random, line.up));
    if (lost) return new Promise(() => {});
    const answering = this.#arrive(request);
    if (!answering) {
      await scheduler.sleep(travelMs(random, line.down));
      return this.#fail('refused');
    }
    const answer = await answering;
    const answerLost = line.down.blocked || random.chance(line.down.lossPercent);
    await scheduler.sleep(travelMs(random, line.down));
    line.incarnation = incarnationIn(answer) ?? line.incarnation;
    if (!answerLost) return answer;
    if (request.path.endsWith('segments') && answer.status === 200) rare.reached('answerLost');
    return new Promise(() => {});
  }

  #arrive(request: WanRequest): Promise<WanAnswer> | undefined {
    const {door, history} = this.#parts;
    history.note('request', `${this.name} ${request.path} ${request.body.length} B`);
    return door(request, `${this.name}.example`);
  }

  #fail(reason: string): never {
    throw new Fault('gateway/unreachable', {uplink: this.name, reason});
  }
}

/** Head office says with every probe which incarnation it is, and hides it from nobody. */
function incarnationIn({status, body}: WanAnswer): GatewayIncarnation | undefined {
  if (status !== 200) return undefined;
  return probeAnswerSchema.safeParse(JSON.parse(utf8Decode(body))).data?.gatewayIncarnation;
}
