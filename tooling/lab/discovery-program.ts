import {announceHub, findHubs} from '@holdfast/discovery-mdns';
import {systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';

/**
 * Our side of a meeting in the lab, as a program of its own: `announce <instance> <host> <port>` or
 * `find`, on every interface there is. Says what happens as lines of JSON, until SIGTERM.
 */
const [verb, instance = '', host = '', port = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const ports = {clock: systemClock, random: systemRandom, log: silentLog};
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (verb === 'announce') {
  const txt = {id: '7K2Q9FZX', storeId: '017', protocolVersions: [1], tls: true};
  const announcer = announceHub({...ports, instance, host, port: Number(port), txt, onState: say});
  await announcer.run(stop.signal, () => {});
} else {
  for await (const event of findHubs({...ports, signal: stop.signal})) say(event);
}
