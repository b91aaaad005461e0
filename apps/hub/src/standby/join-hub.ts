import {existsSync} from 'node:fs';
import {connectStandby} from '@holdfast/lan-ws/client';
import {assert, Fault, type Log, toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {drawGatewayIncarnation, type StandbyLink} from '@holdfast/wire';
import {HubFiles} from '../hub-files.ts';
import {TOOLS} from '../hub-tools.ts';
import {readStandbyBook, writeStandbyBook} from './standby-book.ts';
import {openStandbyParts, talkToHub} from './standby-parts.ts';

/**
 * Has a hub take this machine as its standby, by a link that is good once. One that is the standby
 * of that hub already stays as it is: a link lies in scripts that run at every start. Throws
 * `pairing/refused`, `hub/unreachable`, `hub/untrusted`, and `config/invalid` for a directory that
 * is a hub's, or the standby's of another.
 */
export async function joinHub(options: {
  readonly dataDir: string;
  readonly link: StandbyLink;
  readonly name: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<'joined' | 'wasStandby'> {
  const {dataDir, link, name, log, signal} = options;
  const files = new HubFiles(dataDir);
  const before = readStandbyBook(files.standby.book);
  if (before?.hubId === link.hubId) return 'wasStandby';
  if (before || existsSync(files.enrolment)) {
    const reason = before ? 'it is the standby of another hub' : 'it is a hub’s';
    throw new Fault('config/invalid', {key: 'data_dir', value: dataDir, reason});
  }
  const {hubId, host, port, keyPin, token} = link;
  const incarnation = drawGatewayIncarnation(TOOLS.random);
  const parts = await openStandbyParts({files, incarnation, log});
  try {
    const connection = await connectStandby({address: {host, port}, hubId, keyPin, signal});
    const welcomed = await talkToHub(
      {...parts, log},
      {connection, hubId, name, token, signal, once: true, onHeard() {}},
    );
    if (!welcomed) {
      throw new Fault('pairing/refused', {reason: connection.closeDetail() || 'the hub hung up'});
    }
    const {estate, hubPublicKey} = welcomed;
    assert(estate !== '', 'a welcome hands over an estate');
    writeStandbyBook(files.standby.book, {
      v: 1,
      ...{hubId, host, port, name, incarnation, estate},
      keyPin: toBase64Url(keyPin),
      hubPublicKey: publicKeyText(hubPublicKey),
    });
  } finally {
    await parts.close();
  }
  log.info('standby.joined', {hub: hubId});
  return 'joined';
}
