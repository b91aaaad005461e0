import type {Socket} from 'node:net';
import {TLSSocket} from 'node:tls';
import type {TerminalConnection} from '@holdfast/ingest';
import {channelExporter, ownKeyPin} from '@holdfast/platform-node';
import {assert, type Bytes} from '@holdfast/std';

/**
 * What this end knows of a connection, for a pairing by code. `plainKeyPin` is given on the door
 * without TLS, where only pages come: the key that the hub shows on its other door.
 */
export function channelOf({
  socket,
  origin,
  plainKeyPin,
}: {
  readonly socket: Socket;
  readonly origin: string;
  readonly plainKeyPin: (() => Bytes) | undefined;
}): TerminalConnection['channel'] {
  if (plainKeyPin) {
    return () => ({keyPin: plainKeyPin(), binding: {kind: 'origin', origin}});
  }
  assert(socket instanceof TLSSocket, 'the LAN door is behind TLS');
  return () => {
    const keyPin = ownKeyPin(socket);
    assert(keyPin, 'a hub shows a TLS key on its LAN door');
    if (origin !== '') return {keyPin, binding: {kind: 'origin', origin}};
    return {keyPin, binding: {kind: 'tls', keyPin, exporter: channelExporter(socket)}};
  };
}
