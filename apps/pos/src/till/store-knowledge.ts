import {
  type Catalogue,
  catalogueSchema,
  operatorsSchema,
  type StoreSettings,
  storeSettingsSchema,
} from '@holdfast/catalogue';
import {parseJson} from '@holdfast/domain';
import type {SharedDocument} from '@holdfast/terminal-sdk';
import type {z} from 'zod';
import {ItemFinder} from '../catalogue/item-finder.ts';
import type {StoreKnowledge} from './till-state.ts';

export const NOTHING_KNOWN: StoreKnowledge = {
  settings: undefined,
  catalogue: undefined,
  finder: undefined,
  operators: [],
  pricesAsOfMs: 0,
};

/**
 * Reads one document into what is known. One that this page cannot read (a newer hub's) leaves what
 * was known.
 */
export function learn(known: StoreKnowledge, document: SharedDocument): StoreKnowledge {
  switch (document.name) {
    case 'settings': {
      const settings: StoreSettings | undefined = read(document, storeSettingsSchema);
      return settings ? {...known, settings} : known;
    }
    case 'catalogue': {
      const catalogue: Catalogue | undefined = read(document, catalogueSchema);
      if (!catalogue) return known;
      const finder = new ItemFinder(catalogue);
      return {...known, catalogue, finder, pricesAsOfMs: document.changedAtMs};
    }
    case 'operators': {
      const told = read(document, operatorsSchema);
      return told ? {...known, operators: told.operators} : known;
    }
    default:
      return known;
  }
}

function read<T>({text}: SharedDocument, schema: z.ZodType<T>): T | undefined {
  const json = parseJson(text);
  const value = json.ok ? schema.safeParse(json.value) : undefined;
  return value?.success ? value.data : undefined;
}
