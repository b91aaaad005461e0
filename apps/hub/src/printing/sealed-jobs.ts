import type {DataKeys} from '@holdfast/data-keys';
import {RowSeal} from '@holdfast/data-keys/row-seal';
import {DurableFolder} from '@holdfast/platform-node';
import {type JobDisk, type PrintJob, printJobKey, printJobSchema} from '@holdfast/printing';
import {type Log, utf8Decode, utf8Encode} from '@holdfast/std';

const ENDING = '.hfp';

/**
 * Jobs of the print queue as files of the hub, a file each: sealed under the data key, as what
 * stands on the paper is in the ledgers. One that cannot be opened is left where it lies, and told.
 */
export function sealedJobs(
  directory: string,
  {keys, log}: {readonly keys: () => DataKeys; readonly log: Log},
): JobDisk {
  const folder = new DurableFolder(directory);
  const nameOf = (job: PrintJob) => `${printJobKey(job)}${ENDING}`;
  return {
    async load() {
      const seal = new RowSeal(keys());
      const jobs: PrintJob[] = [];
      for (const name of await folder.list()) {
        const sealed = name.endsWith(ENDING) ? await folder.read(name) : undefined;
        const opened = sealed && seal.open({place: utf8Encode(name), sealed});
        const job =
          opened?.kind === 'opened'
            ? printJobSchema.safeParse(JSON.parse(utf8Decode(opened.plain))).data
            : undefined;
        if (job) jobs.push(job);
        else log.error('print.unreadable', {file: name, reason: opened?.kind ?? 'malformed'});
      }
      return jobs.sort((one, other) => one.askedAtMs - other.askedAtMs);
    },
    async keep(job) {
      const name = nameOf(job);
      const plain = utf8Encode(JSON.stringify(job));
      const seal = new RowSeal(keys());
      await folder.write(name, seal.seal({place: utf8Encode(name), plain}));
    },
    drop: job => folder.remove(nameOf(job)),
  };
}
