import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type DocumentDisk, storedDocumentSchema} from '@holdfast/catalogue';
import {writeFileDurably} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';

/** The store's documents as files of the hub: a JSON file each, replaced whole. */
export function documentFiles(directory: string): DocumentDisk {
  const fileOf = (name: string) => join(directory, `${name}.json`);
  return {
    read(name) {
      const file = fileOf(name);
      if (!existsSync(file)) return undefined;
      try {
        return storedDocumentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch (cause) {
        const reason = 'is not as this hub wrote it';
        throw new Fault('store/unreadable', {document: name, file, reason}, {cause});
      }
    },
    write: (name, document) => writeFileDurably(fileOf(name), `${JSON.stringify(document)}\n`),
  };
}
