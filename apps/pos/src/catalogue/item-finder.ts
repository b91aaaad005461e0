import type {Catalogue, Item} from '@holdfast/catalogue';
import type {Language} from '@holdfast/messages';
import {pinyinInitials} from './pinyin-initials.ts';

interface Indexed {
  readonly item: Item;
  /** Everything it can be found by as words, in small letters. */
  readonly names: string;
  readonly initials: string;
}

/** Finds items by code, name in either language, or pinyin initials. */
export class ItemFinder {
  readonly items: readonly Item[];
  readonly #byCode: ReadonlyMap<string, Item>;
  #indexed: readonly Indexed[] | undefined;

  constructor({items}: Pick<Catalogue, 'items'>) {
    this.items = items;
    this.#byCode = new Map(items.map(item => [item.code, item]));
  }

  /** The item of exactly this code. A UPC-A is the EAN-13 that begins with 0 (GS1 §7.10). */
  byCode(code: string): Item | undefined {
    return (
      this.#byCode.get(code) ??
      this.#byCode.get(`0${code}`) ??
      (code.startsWith('0') ? this.#byCode.get(code.slice(1)) : undefined)
    );
  }

  /** What fits best comes first: a code, then how names begin, then what they hold. */
  search(text: string, itemsMax: number): readonly Item[] {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return [];
    this.#indexed ??= this.items.map(index);
    const ranked: [rank: number, item: Item][] = [];
    for (const one of this.#indexed) {
      const rank = rankOf(one, wanted);
      if (rank !== undefined) ranked.push([rank, one.item]);
    }
    ranked.sort(([a], [b]) => a - b);
    return ranked.slice(0, itemsMax).map(([, item]) => item);
  }
}

function index(item: Item): Indexed {
  const chinese = item.names['zh-CN'] ?? '';
  return {
    item,
    names: `${item.names.en}\n${chinese}`.toLowerCase(),
    initials: pinyinInitials(chinese),
  };
}

function rankOf({item, names, initials}: Indexed, wanted: string): number | undefined {
  if (item.code === wanted) return 0;
  if (names.startsWith(wanted) || names.includes(`\n${wanted}`)) return 1;
  if (initials.startsWith(wanted)) return 2;
  if (names.includes(` ${wanted}`)) return 3;
  if (item.code.startsWith(wanted)) return 4;
  if (names.includes(wanted)) return 5;
  return initials.includes(wanted) ? 6 : undefined;
}

export function nameIn({names}: {readonly names: Item['names']}, language: Language): string {
  return (language === 'zh-CN' ? names['zh-CN'] : undefined) ?? names.en;
}

/** The categories of a catalogue, in its order, each once; by their English names. */
export function categoriesOf({items}: Pick<Catalogue, 'items'>): readonly Item['names'][] {
  const seen = new Map<string, Item['names']>();
  for (const {category} of items) {
    if (category && !seen.has(category.en)) seen.set(category.en, category);
  }
  return [...seen.values()];
}
