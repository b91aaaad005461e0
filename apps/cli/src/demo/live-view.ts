import {inColour, painter} from '../output/style.ts';
import type {DemoScene} from './demo-scene.ts';
import {drawScene} from './draw-scene.ts';

const PLAIN_EVERY_MS = 5_000;

/**
 * Shows the store while it works: a picture that is drawn over itself on a terminal; elsewhere a
 * line when the state changes, and one every five seconds.
 */
export class LiveView {
  readonly #stream: NodeJS.WriteStream;
  #drawnLines = 0;
  #saidState = '';
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #newsSaid = 0;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(scene: DemoScene): void {
    if (this.#stream.isTTY) this.#draw(scene);
    else this.#say(scene);
  }

  #draw(scene: DemoScene): void {
    const lines = drawScene(
      scene,
      painter(inColour(this.#stream)),
      Math.min(100, this.#stream.columns - 1),
    );
    const up = this.#drawnLines > 0 ? `\u001b[${this.#drawnLines}A` : '';
    this.#stream.write(`${up}${lines.map(line => `\u001b[2K${line}\n`).join('')}\u001b[J`);
    this.#drawnLines = lines.length;
  }

  #say(scene: DemoScene): void {
    for (; this.#newsSaid < scene.news.length; this.#newsSaid++) {
      this.#stream.write(`${scene.news[this.#newsSaid]}\n`);
    }
    const state = scene.hub?.state ?? 'hub down';
    const due = scene.elapsedMs - this.#saidAtMs >= PLAIN_EVERY_MS;
    if (state === this.#saidState && !due) return;
    this.#saidState = state;
    this.#saidAtMs = scene.elapsedMs;
    const held = scene.tills.reduce((sum, {view}) => sum + (view?.held ?? 0), 0);
    const recorded = scene.tills.reduce((sum, {view}) => sum + (view?.recorded ?? 0), 0);
    const seconds = `${Math.round(scene.elapsedMs / 1000)} s`.padStart(6);
    this.#stream.write(
      `${seconds}  ${state}: sold ${scene.sold} of ${scene.total}, in hub ${recorded}, at head office ${held}\n`,
    );
  }

  /** Leaves the last picture where it is; what comes next is written below it. */
  end(): void {
    this.#drawnLines = 0;
  }
}
