import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {aborted, utf8Encode} from '@holdfast/std';
import {describe, expect, test} from 'vitest';
import {
  createWebKeyPair,
  openWebSignatureVerifier,
  quietHubFinder,
  webClock,
  webDigest,
  webRandom,
  webSigningKey,
} from './index.ts';

// Node has the same WebCrypto, so both sides of every promise can be held against each other here.

const message = utf8Encode('a sale');

/** A browser's cryptography that lacks something. */
function subtleWithout(
  broken: Partial<Record<'generateKey' | 'importKey', (name: string) => void>>,
) {
  return new Proxy(crypto.subtle, {
    get:
      (subtle, method) =>
      async (...args: readonly unknown[]) => {
        const check =
          method === 'generateKey' || method === 'importKey' ? broken[method] : undefined;
        const algorithm = method === 'importKey' ? args[2] : args[0];
        check?.(typeof algorithm === 'string' ? algorithm : 'P-256');
        return Reflect.apply(Reflect.get(subtle, method), subtle, args);
      },
  });
}

function refuse(...names: readonly string[]) {
  return (name: string) => {
    if (names.includes(name)) throw new DOMException(`${name} is unknown`, 'NotSupportedError');
  };
}

describe('the digest', () => {
  test('is SHA-256, whatever the length', () => {
    const lengths = [...Array.from({length: 130}, (_, length) => length), 65_536, 1_000_003];
    for (const length of lengths) {
      const bytes = webRandom.bytes(length);
      expect(webDigest.sha256(bytes)).toEqual(nodeDigest.sha256(bytes));
    }
  });
});

describe('chance', () => {
  test('comes in any amount, and never twice the same', () => {
    const large = webRandom.bytes(200_001);
    expect(large).toHaveLength(200_001);
    expect(large.subarray(-1_000).some(byte => byte !== 0)).toBe(true);
    expect(webRandom.bytes(16)).not.toEqual(webRandom.bytes(16));
    expect(webRandom.bytes(0)).toHaveLength(0);
  });
});

describe('the clock', () => {
  test('sleeps until it is woken, also where a timer cannot count that far', async () => {
    for (const durationMs of [60_000, 2 ** 31, Number.POSITIVE_INFINITY]) {
      const alarm = new AbortController();
      let woken = false;
      const asleep = webClock.sleep(durationMs, alarm.signal).then(() => {
        woken = true;
      });
      await webClock.sleep(5);
      expect(woken).toBe(false);
      alarm.abort();
      await asleep;
    }
    await webClock.sleep(60_000, AbortSignal.abort());
  });

  test('tells whole milliseconds to people, and never goes back for durations', () => {
    expect(Number.isInteger(webClock.wallMs())).toBe(true);
    const before = webClock.monotonicMs();
    expect(webClock.monotonicMs()).toBeGreaterThanOrEqual(before);
  });
});

describe('a key', () => {
  test('is Ed25519 where the browser has it, and the other side accepts its signatures', async () => {
    const pair = await createWebKeyPair();
    const {publicKey, sign} = webSigningKey(pair);
    expect(publicKey.algorithm).toBe('ed25519');
    expect(publicKey.bytes).toHaveLength(32);
    expect(pair.privateKey.extractable).toBe(false);
    const signature = await sign(message);
    expect(await nodeSignatureVerifier.verify({publicKey, message, signature})).toBe(true);
  });

  test.each([
    ['lacks Ed25519', subtleWithout({generateKey: refuse('Ed25519')})],
    ['makes Ed25519 keys and cannot store them', unstorableEd25519()],
  ])(
    'is P-256 where the browser %s, and the other side accepts its signatures',
    async (_, subtle) => {
      const pair = await createWebKeyPair(subtle);
      const {publicKey, sign} = webSigningKey(pair, subtle);
      expect(publicKey.algorithm).toBe('p256');
      expect(publicKey.bytes).toHaveLength(65);
      expect(pair.privateKey.extractable).toBe(false);
      const signature = await sign(message);
      expect(await nodeSignatureVerifier.verify({publicKey, message, signature})).toBe(true);
    },
  );

  test('is not made where the browser can keep none', async () => {
    const subtle = subtleWithout({generateKey: refuse('Ed25519', 'P-256')});
    await expect(createWebKeyPair(subtle)).rejects.toThrow('browser/unfit lacks=a key it can keep');
  });

  /** Firefox before 136. */
  function unstorableEd25519(): SubtleCrypto {
    return new Proxy(crypto.subtle, {
      get:
        (subtle, method) =>
        async (...args: readonly unknown[]) => {
          const made = await Reflect.apply(Reflect.get(subtle, method), subtle, args);
          const storable = method !== 'generateKey' || args[0] !== 'Ed25519';
          return storable ? made : {...Object(made), privateKey: () => 'no clone'};
        },
    });
  }
});

describe.each([
  ['that has Ed25519', crypto.subtle],
  ['that lacks Ed25519', subtleWithout({importKey: refuse('Ed25519')})],
])('the verifier of a browser %s', (_, subtle) => {
  test('accepts what the other sides sign, and nothing else', async () => {
    const {verify} = await openWebSignatureVerifier(subtle);
    const nodeKey = await createSigningKey();
    const p256 = webSigningKey(
      await createWebKeyPair(subtleWithout({generateKey: refuse('Ed25519')})),
    );
    const other = await createSigningKey();
    for (const {publicKey, sign} of [nodeKey, p256]) {
      const signature = await sign(message);
      const claim = {publicKey, message, signature};
      expect(await verify(claim)).toBe(true);
      expect(await verify({...claim, message: utf8Encode('a sake')})).toBe(false);
      expect(await verify({...claim, publicKey: other.publicKey})).toBe(false);
      expect(await verify({...claim, signature: flipped(signature)})).toBe(false);
      expect(await verify({...claim, signature: signature.subarray(1)})).toBe(false);
      const short = {...publicKey, bytes: publicKey.bytes.slice(1)};
      expect(await verify({...claim, publicKey: short})).toBe(false);
    }
  });

  // RFC 8032 §5.1.7: S must be below the group's order; a lenient verifier takes S + L as well.
  test('knows no second signature for the same message', async () => {
    const {verify} = await openWebSignatureVerifier(subtle);
    const {publicKey, sign} = await createSigningKey();
    const signature = await sign(message);
    expect(await verify({publicKey, message, signature: plusOrder(signature)})).toBe(false);
  });
});

test('a browser finds nobody by itself, and stops looking when told', async () => {
  const stop = new AbortController();
  const found: unknown[] = [];
  const looking = (async () => {
    for await (const event of quietHubFinder.find(stop.signal)) found.push(event);
  })();
  stop.abort();
  await aborted(stop.signal);
  await looking;
  expect(found).toEqual([]);
});

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.with(10, (bytes[10] ?? 0) ^ 1);
}

const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The signature with the group's order added to its second half, which is little-endian. */
function plusOrder(signature: Uint8Array): Uint8Array {
  const tampered = new Uint8Array(signature);
  let rest = ED25519_ORDER;
  for (let at = 32; at < 64; at++) {
    rest += BigInt(tampered[at] ?? 0);
    tampered[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return tampered;
}
