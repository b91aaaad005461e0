import axe from 'axe-core';
import type {Page} from 'playwright-core';
import * as z from 'zod';

const LANGUAGES = ['en', 'zh-CN'] as const;
const THEMES = ['light', 'dark', 'high contrast'] as const;

/** What is still fading in has other colours than it will have. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter(({effect}) => Number.isFinite(effect.getComputedTiming().endTime))
  .map(({finished}) => finished))`;

const violationsSchema = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullish(),
    nodes: z.array(z.object({target: z.array(z.unknown()), failureSummary: z.string().optional()})),
  }),
);

/**
 * Holds screens to every rule of axe, none off, in each language and theme. What does not hold is
 * kept in {@link findings}, so that one run names all of it.
 */
export class AxeLooks {
  /** `screen · language · theme`, each once. */
  readonly looks = new Set<string>();
  readonly findings: string[] = [];

  /** Leaves the page in the language and theme it was in. A dialog keeps the language it has. */
  async look(page: Page, screen: string): Promise<void> {
    const before = await languageOf(page);
    const switches = page.getByRole('button', {name: /^(中文|English)$/});
    const held = (await page.getByRole('dialog').count()) > 0 || (await switches.count()) === 0;
    const languages = held ? [before] : LANGUAGES;
    for (const language of languages) {
      await speak(page, language);
      for (const theme of THEMES) await this.#lookAt(page, {screen, language, theme});
    }
    await speak(page, before);
  }

  /** For a person: how many looks of which kinds were held to the rules. */
  get told(): string {
    const count = (part: number) =>
      new Set([...this.looks].map(look => look.split(' · ')[part])).size;
    return `axe: ${this.looks.size} looks: ${count(0)} screens × ${count(1)} languages × ${count(2)} themes`;
  }

  async #lookAt(
    page: Page,
    of: {
      readonly screen: string;
      readonly language: string;
      readonly theme: (typeof THEMES)[number];
    },
  ): Promise<void> {
    const look = `${of.screen} · ${of.language} · ${of.theme}`;
    const was = await page.evaluate('document.documentElement.dataset.theme');
    await page.emulateMedia({contrast: of.theme === 'high contrast' ? 'more' : 'no-preference'});
    const theme = of.theme === 'dark' ? 'dark' : 'light';
    await page.evaluate(`document.documentElement.dataset.theme = ${JSON.stringify(theme)}`);
    await page.evaluate(SETTLED);
    if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
    const found = await page.evaluate('axe.run().then(({violations}) => violations)');
    for (const {id, impact, nodes} of violationsSchema.parse(found)) {
      for (const {target, failureSummary} of nodes) {
        this.findings.push(`${look}: ${id} (${impact}): ${target.join(' ')}: ${failureSummary}`);
      }
    }
    this.looks.add(look);
    await page.evaluate(`document.documentElement.dataset.theme = ${JSON.stringify(was)}`);
    await page.emulateMedia({contrast: null});
  }
}

async function languageOf(page: Page): Promise<(typeof LANGUAGES)[number]> {
  return (await page.evaluate('document.documentElement.lang')) === 'zh-CN' ? 'zh-CN' : 'en';
}

async function speak(page: Page, language: (typeof LANGUAGES)[number]): Promise<void> {
  if ((await languageOf(page)) === language) return;
  const name = language === 'en' ? 'English' : '中文';
  // Not as a hand would: what has the focus keeps it.
  await page.getByRole('button', {name, exact: true}).dispatchEvent('click');
  await page.waitForFunction(`document.documentElement.lang === ${JSON.stringify(language)}`);
}
