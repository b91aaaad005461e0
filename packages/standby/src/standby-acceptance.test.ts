import {sinkAcceptance} from '@holdfast/forwarder/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {MirroredHub} from './testing/mirrored-hub.ts';

sinkAcceptance('a standby', nodeDigest, async hubKey => {
  const scene = new MirroredHub(nodeDigest, hubKey);
  await scene.join();
  return scene.sink;
});
