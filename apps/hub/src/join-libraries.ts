import type {SharedLibrary} from '@holdfast/ingest';

/** The documents of several keepers as one library; each name has one keeper. */
export function joinLibraries(...libraries: readonly SharedLibrary[]): SharedLibrary {
  return {
    list: () => libraries.flatMap(library => library.list()),
    part(asked) {
      for (const library of libraries) {
        const text = library.part(asked);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}
