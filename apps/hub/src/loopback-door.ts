import type {Ingest} from '@holdfast/ingest';
import {LanServer, type LanServerOptions} from '@holdfast/lan-ws/server';
import type {Log} from '@holdfast/std';
import type {HubConfig} from './config.ts';
import type {LeafKeeper} from './leaf-keeper.ts';

/** The hub's door without TLS, for tills in a browser of this machine. */
export function loopbackDoor(
  {loopback: {port}}: HubConfig,
  parts: {
    readonly ingest: Ingest;
    readonly leafKeeper: LeafKeeper;
    readonly site: LanServerOptions['site'] & object;
    readonly log: Log;
  },
): LanServer {
  const {ingest, leafKeeper, site, log} = parts;
  return new LanServer({
    ...{host: '127.0.0.1', port},
    tls: {keyPin: () => leafKeeper.leaf.keyPin},
    hosts: {names: [], origins: []},
    connect: connection => ingest.connect(connection),
    site,
    log,
  });
}
