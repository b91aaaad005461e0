import {connect, createServer} from 'node:net';

/**
 * A window into a host's network: takes connections at a path in the file system, which all hosts
 * of the lab share, and carries them to an address that only this host can reach. `<path> <host>
 * <port>`
 */
const [path = '', host = '', port = ''] = process.argv.slice(2);
const parent = process.ppid;

const server = createServer(near => {
  const far = connect({host, port: Number(port)});
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
});
server.listen(path, () => process.stdout.write('{"ready":"window"}\n'));
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 500);
