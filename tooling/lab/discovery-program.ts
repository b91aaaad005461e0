import {announceHub, findHubs} from '@holdfast/discovery-mdns';
import {systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';

/**
 * Our side of a meeting in the lab, as a program of its own: `announce <instance> <host> <port>`,
 * on every interface there is, or `find [address]`, on all or on one. Says what happens as lines of
 * JSON, until SIGTERM.
 */
const [verb, ...args] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const ports = {clock: systemClock, random: systemRandom, log: silentLog};
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (verb === 'announce') {
  const [instance = '', host = '', port = ''] = args;
  const txt = {id: '7K2Q9FZX', storeId: '017', protocolVersions: [1], tls: true};
  const announcer = announceHub({...ports, instance, host, port: Number(port), txt, onState: say});
  await announcer.run(stop.signal, () => {});
} else {
  const interfaces = args.length > 0 ? {interfaces: args} : {};
  for await (const event of findHubs({...ports, ...interfaces, signal: stop.signal})) say(event);
}
