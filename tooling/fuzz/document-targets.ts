import {
  catalogueSchema,
  operatorsSchema,
  readItems,
  storeSettingsSchema,
} from '@holdfast/catalogue';
import {decodeMessage} from '@holdfast/discovery-mdns';
import {currencyCodeSchema, parseJson} from '@holdfast/domain';
import {nodeDigest} from '@holdfast/platform-node';
import {
  decodeSealedSegment,
  decodeSegmentFrame,
  decodeSignedLines,
  encodeSealedSegment,
  encodeSegmentFrame,
  encodeSignedLines,
  parseHubToStandby,
  parseMirrorPosition,
  parseStandbyToHub,
} from '@holdfast/wire';
import {parse as parseToml, TomlError} from 'smol-toml';
import type * as z from 'zod';
import {of, same, type Target, textOf, type Verdict} from './target.ts';

/** What comes in a file, from a standby, or off the network from anybody. */
export const DOCUMENT_TARGETS: readonly Target[] = [
  {name: 'items', run: bytes => items(textOf(bytes))},
  {name: 'store-settings', run: bytes => settings(textOf(bytes))},
  {name: 'shared-items', run: bytes => shared(catalogueSchema, textOf(bytes))},
  {name: 'shared-operators', run: bytes => shared(operatorsSchema, textOf(bytes))},
  {name: 'mdns-message', run: bytes => of(decodeMessage(bytes))},
  {name: 'frame-to-standby', run: bytes => of(parseHubToStandby(textOf(bytes)))},
  {name: 'frame-of-standby', run: bytes => of(parseStandbyToHub(textOf(bytes)))},
  {name: 'mirror-position', run: bytes => of(parseMirrorPosition(textOf(bytes)))},
  {
    name: 'segment-frame',
    run: bytes => same(bytes, () => encodeSegmentFrame(decodeSegmentFrame(bytes))),
  },
  {
    name: 'sealed-segment',
    run: bytes => same(bytes, () => encodeSealedSegment(decodeSealedSegment(nodeDigest, bytes))),
  },
  {
    name: 'signed-lines',
    run: bytes => same(bytes, () => encodeSignedLines(decodeSignedLines(bytes))),
  },
];

const STORE = {currencyCode: currencyCodeSchema.parse('CNY'), taxGroups: ['A', 'R', 'Z']};

/** A row with a wrong cell gives no item, and every item has a code of its own. */
function items(text: string): Verdict {
  const {items: read, problems} = readItems(text, STORE);
  if (problems.some(({line}) => line < 1)) throw new Error('a wrong cell is in no line');
  if (new Set(read.map(({code}) => code)).size !== read.length) {
    throw new Error('two items have one code');
  }
  return problems.length === 0 ? 'value' : 'refused';
}

/** A document as a till reads it, once its hub has told all of its parts. */
function shared(schema: z.ZodType, text: string): Verdict {
  const json = parseJson(text);
  return json.ok && schema.safeParse(json.value).success ? 'value' : 'refused';
}

function settings(text: string): Verdict {
  try {
    return storeSettingsSchema.safeParse(parseToml(text)).success ? 'value' : 'refused';
  } catch (error) {
    if (error instanceof TomlError) return 'refused';
    throw error;
  }
}
