import {nodeDigest} from '@holdfast/platform-node';
import {SeededRandom, toySigningKey, toyVerifier, VirtualClock} from '@holdfast/std/testing';
import {drawGatewayIncarnation, noCompression} from '@holdfast/wire';
import {sinkAcceptance} from './acceptance.ts';
import {FakeGateway} from './testing.ts';

sinkAcceptance('the head office in memory', nodeDigest, async hubKey => {
  const tools = {
    clock: new VirtualClock(),
    digest: nodeDigest,
    verifier: toyVerifier(nodeDigest),
    compressors: [noCompression],
    gatewayKey: toySigningKey(nodeDigest, 'gateway'),
    hubPublicKey: hubKey.publicKey,
  };
  return new FakeGateway(tools, drawGatewayIncarnation(new SeededRandom(1)));
});
