import {createSocket} from 'node:dgram';

/**
 * A provider's name server: knows one name, and says that it has no other. `<address> <name> <its
 * address>`
 */
const [address = '', name = '', answer = ''] = process.argv.slice(2);
const parent = process.ppid;

const HEADER_BYTES = 12;
const TYPE_A = 1;
const TTL_SECONDS = 5;
const NO_SUCH_NAME = 3;

const socket = createSocket('udp4');
socket.on('message', (query, from) => {
  const reply = replyTo(query);
  if (reply) socket.send(reply, from.port, from.address);
});
socket.bind(53, address, () => process.stdout.write('{"ready":"name server"}\n'));
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 500);

/** RFC 1035 §4.1: the header, the question as it came, and one answer that points at its name. */
function replyTo(query: Buffer): Buffer | undefined {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (query.length < end) return undefined;
  const known = labels.join('.').toLowerCase() === name;
  const answers = known && query.readUInt16BE(at + 1) === TYPE_A ? 1 : 0;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8180 | (known ? 0 : NO_SUCH_NAME), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers, 6);
  const question = query.subarray(HEADER_BYTES, end);
  return Buffer.concat([header, question, ...(answers > 0 ? [addressRecord()] : [])]);
}

function addressRecord(): Buffer {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  fixed.writeUInt16BE(TYPE_A, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(TTL_SECONDS, 6);
  fixed.writeUInt16BE(4, 10);
  return Buffer.concat([fixed, Buffer.from(answer.split('.').map(Number))]);
}
