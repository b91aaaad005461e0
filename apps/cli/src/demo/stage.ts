import {LINES, type LineName, type LocalStore} from '../store/local-store.ts';
import type {ScriptAct} from './outage-script.ts';

/** A fault that was made, with what proves that it struck. */
export interface Struck {
  readonly fault: string;
  readonly proof: string;
}

/** What can be done to the demo's store, by a key or by a script. Every act is told as news. */
export class Stage {
  readonly #store: LocalStore;
  readonly #startMs: number;
  readonly news: string[] = [];
  readonly struck: Struck[] = [];
  #swallowedBefore = 0;
  #acting: Promise<void> = Promise.resolve();

  constructor(store: LocalStore) {
    this.#store = store;
    this.#startMs = performance.now();
  }

  get elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  tell(text: string): void {
    const clock = new Date(this.elapsedMs).toISOString().slice(14, 19);
    this.news.push(`${clock}  ${text}`);
  }

  /** One act after the other: killing and starting the same thing must not meet. */
  act(act: ScriptAct): void {
    this.#acting = this.#acting
      .then(() => this.#do(act))
      .catch((error: unknown) => {
        this.tell(`${act} did not work: ${String(error)}`);
      });
  }

  settled(): Promise<void> {
    return this.#acting;
  }

  toggleLine(name: LineName): void {
    if (this.#store.internet.isCut(name)) this.#restore([name]);
    else this.#cut([name]);
  }

  toggleInternet(): void {
    const names = LINES.map(({name}) => name);
    if (names.every(name => this.#store.internet.isCut(name))) this.#restore(names);
    else this.#cut(names);
  }

  async #do(act: ScriptAct): Promise<void> {
    switch (act) {
      case 'cutInternet':
        this.#cut(LINES.map(({name}) => name));
        return;
      case 'restoreLte':
        this.#restore(['lte']);
        return;
      case 'restoreFibre':
        this.#restore(['fibre']);
        return;
      case 'killHub':
        await this.#killHub();
        return;
      case 'startHub':
        await this.#startHub();
        return;
      case 'killTill':
        await this.#killTill();
        return;
      case 'startTill':
        await this.#startTills();
    }
  }

  #cut(names: readonly LineName[]): void {
    const {internet} = this.#store;
    this.#swallowedBefore = internet.swallowedBytes + internet.swallowedConnections;
    for (const name of names) internet.cut(name);
    this.tell(`cut: ${names.join(' and ')}: what goes in does not come out`);
  }

  #restore(names: readonly LineName[]): void {
    const {internet} = this.#store;
    for (const name of names) internet.restore(name);
    const swallowed =
      internet.swallowedBytes + internet.swallowedConnections - this.#swallowedBefore;
    this.struck.push({
      fault: `line cut (${names.join(', ')} back)`,
      proof: `${swallowed} bytes swallowed`,
    });
    this.tell(`back: ${names.join(' and ')}`);
  }

  /** A second press of the key brings it back. */
  toggleHub(): void {
    this.act(this.#store.hub.running ? 'killHub' : 'startHub');
  }

  /** Kills the first till that runs; with one dead, brings it back. */
  toggleTill(): void {
    const allRun = this.#store.tills.every(({child}) => child.running);
    this.act(allRun ? 'killTill' : 'startTill');
  }

  async #killHub(): Promise<void> {
    const pid = await this.#store.hub.kill();
    this.struck.push({fault: 'hub killed (SIGKILL)', proof: `pid ${pid}`});
    this.tell(`hub killed (pid ${pid}): the tills are alone`);
  }

  async #startHub(): Promise<void> {
    if (this.#store.hub.running) return;
    await this.#store.restartHub();
    this.tell('hub started again');
  }

  async #killTill(): Promise<void> {
    const till = this.#store.tills.find(({child}) => child.running);
    if (!till) return;
    const pid = await this.#store.killTill(till);
    this.struck.push({fault: `till ${till.workstationId} killed (SIGKILL)`, proof: `pid ${pid}`});
    this.tell(`till ${till.workstationId} killed (pid ${pid})`);
  }

  async #startTills(): Promise<void> {
    for (const till of this.#store.tills) {
      if (till.child.running) continue;
      await this.#store.restartTill(till);
      this.tell(`till ${till.workstationId} started again`);
    }
  }

  /** Brings back whatever is cut or dead: every outage ends. */
  async endAllFaults(): Promise<void> {
    await this.settled();
    const cut = LINES.map(({name}) => name).filter(name => this.#store.internet.isCut(name));
    if (cut.length > 0) this.#restore(cut);
    await this.#startHub();
    await this.#startTills();
  }
}
