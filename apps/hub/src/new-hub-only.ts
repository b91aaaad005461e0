import {existsSync} from 'node:fs';
import {Fault} from '@holdfast/std';
import type {HubFiles} from './hub-files.ts';

/** Throws `config/invalid` where this machine is a hub already: it would lose what it has. */
export function newHubOnly(files: HubFiles): void {
  for (const file of [files.enrolment, files.adoption, files.ledgers, files.storeCa.key]) {
    if (!existsSync(file)) continue;
    throw new Fault('config/invalid', {file, reason: 'this machine is a hub already'});
  }
}
