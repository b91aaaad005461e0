import type {ExportFiles} from '../verify/verify-export.ts';

/** Files as a person dropped or chose them: read one at a time, never kept. */
export function exportFilesOf(files: readonly File[]): ExportFiles {
  const byName = new Map(files.map(file => [file.name, file]));
  return {
    names: [...byName.keys()],
    async read(name) {
      const file = byName.get(name);
      if (!file) throw new RangeError(`${name} is not there`);
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

/** What was dropped: files, or the files of the folders that were. */
export async function droppedFiles(dropped: DataTransfer): Promise<readonly File[]> {
  const entries = [...dropped.items].flatMap(item => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...dropped.files];
  const found = await Promise.all(entries.map(filesIn));
  return found.flat();
}

async function filesIn(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) {
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  }
  if (!isDirectory(entry)) return [];
  const found: File[] = [];
  const reader = entry.createReader();
  // A reader gives a hundred at a time, and an empty list at the end.
  for (;;) {
    const page = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (page.length === 0) return found;
    for (const inner of page) if (isFile(inner)) found.push(...(await filesIn(inner)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
