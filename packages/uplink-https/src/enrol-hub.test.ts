import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  createSigningKey,
  loadOrCreateTlsIdentity,
  nodeDigest,
  nodeSignatureVerifier,
} from '@holdfast/platform-node';
import {type Bytes, type SigningKey, silentLog, toBase64Url, utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {publicKeyText} from '@holdfast/trust';
import {
  answerSigningMessage,
  drawGatewayIncarnation,
  type Enrol,
  type Enrolled,
  type EnrolmentLink,
  enrolmentCodeProof,
  enrolSchema,
  SIGNATURE_HEADER,
} from '@holdfast/wire';
import {afterEach, expect, test} from 'vitest';
import {enrolHub} from './enrol-hub.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const tls = await loadOrCreateTlsIdentity(directory, 'gateway');
rmSync(directory, {recursive: true});
const [gatewayKey, hubKey] = [await createSigningKey(), await createSigningKey()];
const code = new Uint8Array(16).fill(3);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

type Say = (asked: Enrol) => {readonly status: number; readonly content: object};

const enrolled: Say = () => {
  const content: Enrolled = {
    v: 1,
    type: 'enrolled',
    retailStoreId: '017',
    gatewayPublicKey: publicKeyText(gatewayKey.publicKey),
    gatewayIncarnation: drawGatewayIncarnation(new SeededRandom(1)),
    gatewayTimeMs: 1,
  };
  return {status: 200, content};
};

/** Head office's door for enrolments, which answers what it is told to. */
async function door(say: Say, signer: SigningKey = gatewayKey) {
  const asked: Enrol[] = [];
  const server = createServer({key: tls.keyPem, cert: tls.certificatePem}, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = new Uint8Array(Buffer.concat(chunks));
      const enrol = enrolSchema.parse(JSON.parse(Buffer.from(body).toString()));
      asked.push(enrol);
      const {status, content} = say(enrol);
      const answer = utf8Encode(JSON.stringify(content));
      void signature(signer, {request: body, answer}).then(signed => {
        response.writeHead(status, {[SIGNATURE_HEADER]: signed}).end(answer);
      });
    });
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const link: EnrolmentLink = {host: '127.0.0.1', port, keyPin: tls.keyPin, code};
  return {asked, link};
}

async function signature(key: SigningKey, exchange: {request: Bytes; answer: Bytes}) {
  return toBase64Url(await key.sign(answerSigningMessage(nodeDigest, exchange)));
}

const enrol = (link: EnrolmentLink) =>
  enrolHub(
    {
      link,
      identity: hubKey,
      retailStoreId: '017',
      name: 'Nanjing Rd',
      out: {},
      digest: nodeDigest,
      verifier: nodeSignatureVerifier,
      log: silentLog,
    },
    AbortSignal.timeout(10_000),
  );

test('a hub that is taken in pins what head office named', async () => {
  const {link, asked} = await door(enrolled);
  expect(await enrol(link)).toMatchObject({
    doors: [`https://127.0.0.1:${link.port}`],
    keyPin: tls.keyPin,
    gatewayPublicKey: gatewayKey.publicKey,
    retailStoreId: '017',
  });
  const codeProof = enrolmentCodeProof(nodeDigest, {code, hubPublicKey: hubKey.publicKey});
  expect(asked).toMatchObject([{name: 'Nanjing Rd', codeProof: toBase64Url(codeProof)}]);
});

test('the code itself never travels', async () => {
  const {link, asked} = await door(enrolled);
  await enrol(link);
  expect(JSON.stringify(asked)).not.toContain(toBase64Url(code));
});

test.each([
  {status: 403, code: 'enrolment/refused'},
  {status: 400, code: 'enrolment/refused'},
  {status: 503, code: 'gateway/busy'},
])('a $status is $code, in head office’s words', async ({status, code: fault}) => {
  const {link} = await door(() => ({status, content: {title: 'the code was used'}}));
  const fields = {status, reason: 'the code was used'};
  await expect(enrol(link)).rejects.toMatchObject({code: fault, fields});
});

test('an answer that another key signed is refused', async () => {
  const {link} = await door(enrolled, hubKey);
  await expect(enrol(link)).rejects.toMatchObject({code: 'gateway/untrusted'});
});

test('an answer that is not an enrolment is refused', async () => {
  const {link} = await door(() => ({status: 200, content: {welcome: 'to the airport'}}));
  await expect(enrol(link)).rejects.toMatchObject({code: 'gateway/untrusted'});
});

test('a door with another key than the link’s is told nothing', async () => {
  const {link, asked} = await door(enrolled);
  const wrong = {...link, keyPin: new Uint8Array(32)};
  await expect(enrol(wrong)).rejects.toMatchObject({code: 'gateway/untrusted'});
  expect(asked).toEqual([]);
});

test('a link without a pin trusts the system’s authorities, and no self-signed door', async () => {
  const {link, asked} = await door(enrolled);
  await expect(enrol({...link, keyPin: undefined})).rejects.toMatchObject({
    code: 'gateway/unreachable',
    fields: {reason: 'DEPTH_ZERO_SELF_SIGNED_CERT'},
  });
  expect(asked).toEqual([]);
});
