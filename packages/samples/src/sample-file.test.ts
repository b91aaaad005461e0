import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {SAMPLE_NAMES, sampleFile} from './sample-file.ts';

test('the files are byte for byte what was recorded', () => {
  const sha256 = SAMPLE_NAMES.map(name =>
    createHash('sha256').update(sampleFile(name)).digest('hex'),
  );
  expect(sha256).toEqual([
    '8a86471ede834e163fc302e7947079a8a5b8e24992e05e6134ea4e53cb232e94',
    'e95a1e0083247ae4bc0a9518f4009e52f2f2c98286e39a5b3cd2d7954e95e419',
  ]);
});
