import {type Bytes, fromHex, toHex, utf8Encode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {
  cpaceConfirmation,
  cpaceGenerator,
  cpaceKey,
  cpaceSecret,
  drawCpaceHalf,
  generatorString,
} from './cpace.ts';
import {lengthValue} from './length-value.ts';

// draft-irtf-cfrg-cpace-21, appendix A and B.3 (ristretto255 and SHA-512).
const DRAFT = {
  password: '50617373776f7264',
  channel: '0b415f696e69746961746f720b425f726573706f6e646572',
  session: '7e4b4791d6a8ef019b936c79fb7f2c57',
  generator: '222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56',
  ya: 'da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08',
  shareA: 'd6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157',
  yb: 'd2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d',
  shareB: '3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258',
  secret: '80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f',
  key: 'b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447',
};
const INVALID_SHARES = {
  'no element of the group': '2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c',
  'the neutral element': '00'.repeat(32),
};

function hex(text: string): Bytes {
  const bytes = fromHex(text);
  if (!bytes) throw new Error('a vector is hex');
  return bytes;
}

const input = {
  password: hex(DRAFT.password),
  channel: hex(DRAFT.channel),
  session: hex(DRAFT.session),
};
/** Chance that gives this scalar: a remainder below the group's order stays what it is. */
const giving = (scalar: string) => ({bytes: () => hex(scalar.padEnd(128, '0'))});
const initiator = {share: hex(DRAFT.shareA), associated: utf8Encode('ADa')};
const responder = {share: hex(DRAFT.shareB), associated: utf8Encode('ADb')};

test('parts stand behind their lengths as the draft’s do', () => {
  expect(toHex(lengthValue(...['1234', '5', '', '6789'].map(utf8Encode)))).toBe(
    '04313233340135000436373839',
  );
  const long = Uint8Array.from({length: 128}, (_, byte) => byte);
  expect(toHex(lengthValue(long).slice(0, 4))).toBe('80010001');
});

test('the generator is the draft’s', () => {
  expect(toHex(cpaceGenerator(input))).toBe(DRAFT.generator);
  const text = generatorString(input);
  const behind = 1 + input.channel.length + 1 + input.session.length;
  expect(text.length - behind).toBe(128); // the password has the first block of the hash to itself
});

test('both shares, the secret and the key are the draft’s', () => {
  const a = drawCpaceHalf(giving(DRAFT.ya), input);
  const b = drawCpaceHalf(giving(DRAFT.yb), input);
  expect([toHex(a.share), toHex(b.share)]).toEqual([DRAFT.shareA, DRAFT.shareB]);
  const secret = cpaceSecret(a.scalar, b.share);
  expect(cpaceSecret(b.scalar, a.share)).toEqual(secret);
  expect(toHex(secret ?? new Uint8Array())).toBe(DRAFT.secret);
  const {session} = input;
  const key = cpaceKey({session, secret: hex(DRAFT.secret), initiator, responder});
  expect(toHex(key)).toBe(DRAFT.key);
});

test('a valid share gives the draft’s product, and each invalid one ends the conversation', () => {
  const {scalar} = drawCpaceHalf(
    giving('7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05'),
    input,
  );
  const good = hex('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c');
  expect(toHex(cpaceSecret(scalar, good) ?? new Uint8Array())).toBe(
    '7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e',
  );
  for (const share of Object.values(INVALID_SHARES)) {
    expect(cpaceSecret(scalar, hex(share))).toBeUndefined();
  }
  expect(cpaceSecret(scalar, new Uint8Array(31))).toBeUndefined();
});

test.each(['password', 'channel', 'session'] as const)(
  'two sides that differ in the %s come to different confirmations',
  field => {
    const random = new SeededRandom(4);
    const other = {...input, [field]: utf8Encode('something else')};
    const confirmations = [input, other].map(theirs => {
      const a = drawCpaceHalf(random, input);
      const b = drawCpaceHalf(random, theirs);
      const messages = {
        initiator: {share: a.share, associated: utf8Encode('')},
        responder: {share: b.share, associated: utf8Encode('')},
      };
      const side = (session: Uint8Array, secret: Bytes | undefined) => {
        const key = cpaceKey({session, secret: secret ?? new Uint8Array(), ...messages});
        return toHex(cpaceConfirmation({session, key, message: messages.initiator}));
      };
      const mine = side(input.session, cpaceSecret(a.scalar, b.share));
      return mine === side(theirs.session, cpaceSecret(b.scalar, a.share));
    });
    expect(confirmations).toEqual([true, false]);
  },
);

test('the initiator’s confirmation is not the responder’s', () => {
  const {session} = input;
  const key = hex(DRAFT.key);
  expect(cpaceConfirmation({session, key, message: initiator})).not.toEqual(
    cpaceConfirmation({session, key, message: responder}),
  );
});

test('a scalar of zero is drawn again', () => {
  const draws = ['00'.repeat(32), DRAFT.ya];
  const random = {bytes: () => hex((draws.shift() ?? '').padEnd(128, '0'))};
  expect(toHex(drawCpaceHalf(random, input).share)).toBe(DRAFT.shareA);
});
