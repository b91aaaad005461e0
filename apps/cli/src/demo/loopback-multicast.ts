import {createSocket} from 'node:dgram';

const GROUP = '224.0.0.251';
const ANSWER_MS = 1_000;

/**
 * Whether multicast works on this machine's loopback, tried with one datagram of our own: the demo
 * announces itself there and nowhere else, so that it is no news to anybody's network.
 */
export function loopbackMulticast(): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket({type: 'udp4', reuseAddr: true});
    const done = (works: boolean) => {
      clearTimeout(deadline);
      try {
        socket.close();
      } catch {
        // closed already: the answer stands
      }
      resolve(works);
    };
    const deadline = setTimeout(() => done(false), ANSWER_MS);
    socket.once('error', () => done(false));
    socket.once('message', () => done(true));
    socket.bind(0, '0.0.0.0', () => {
      try {
        socket.setMulticastInterface('127.0.0.1');
        socket.addMembership(GROUP, '127.0.0.1');
        socket.send('holdfast', socket.address().port, GROUP, error => error && done(false));
      } catch {
        done(false);
      }
    });
  });
}
