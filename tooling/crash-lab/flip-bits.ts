import {ANCHOR_BYTES, readAnchor} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {SeededRandom} from '@holdfast/std/testing';
import {layFiles, RebuiltDisk} from './rebuilt-disk.ts';
import {inspect} from './subject.ts';
import {acksIn, type Trouble} from './trouble.ts';
import {inFolder, type Recording} from './work.ts';

const ANCHOR = 'ledgers/ledger-0001.db.anchor';
/** A slot a page of the disk. */
const ANCHOR_SLOT_BYTES = 4096;
const DAMAGED = /\.(db|db-wal|db\.anchor)$/;

/** What came of flipping one bit again and again. */
export interface Flips {
  readonly states: number;
  /** Of these, how many said that something is lost or damaged; the others had all they owed. */
  readonly named: number;
  readonly troubles: readonly Trouble[];
}

/**
 * A machine dies at a drawn moment of a recorded run, and one bit of its database, log or anchor is
 * another. Opened again, what is served is right, and a ledger that lacks something its anchor has
 * seen says so. Beyond the anchor, as at the end of a journal, the loss shows at the other side:
 * tills keep what is not held, and a hub tells a till what it has of it.
 */
export async function flipBits(
  recording: Recording,
  options: {readonly seed: number; readonly states: number},
): Promise<Flips> {
  const {seed, states} = options;
  const {subject, events, acksBefore} = recording;
  const random = new SeededRandom(seed);
  const troubles: Trouble[] = [];
  let named = 0;
  for (let state = 0; state < states; state += 1) {
    const past = events.slice(0, random.below(events.length));
    const disk = new RebuiltDisk(recording);
    for (const event of past) disk.apply(event);
    const files = disk.all();
    const flipped = flip(files, random);
    const said = past.flatMap(event => (event.kind === 'say' ? [event.text] : []));
    const owedUpTo = subject === 'ledger' ? anchoredPosition(files) : 0;
    const acks = [...acksBefore, ...acksIn(said)].filter(([number]) => number <= owedUpTo);
    const found = await inFolder(async directory => {
      layFiles(directory, files);
      return await inspect(subject, {directory, acks: new Map(acks), yearsOff: 0});
    });
    const isNamed = ({invariant}: Trouble) => invariant === 'lossNamed' || invariant === 'fault';
    if (found.some(isNamed)) named += 1;
    else troubles.push(...found.map(one => ({...one, detail: `${flipped}: ${one.detail}`})));
  }
  return {states, named, troubles};
}

/** What the anchor beside a ledger reaches: what lies above may go unnoticed, and is sent again. */
function anchoredPosition(files: ReadonlyMap<string, Buffer>): number {
  const bytes = files.get(ANCHOR) ?? Buffer.alloc(0);
  const slotAt = (at: number) => new Uint8Array(bytes.subarray(at, at + ANCHOR_BYTES));
  const anchor = readAnchor(nodeDigest, [slotAt(0), slotAt(ANCHOR_SLOT_BYTES)]);
  return anchor.kind === 'read' ? anchor.anchor.position : 0;
}

function flip(files: Map<string, Buffer>, random: SeededRandom): string {
  const names = [...files].filter(([name, bytes]) => DAMAGED.test(name) && bytes.length > 0);
  const [name, bytes] = names[random.below(names.length)] ?? [];
  if (name === undefined || bytes === undefined) return 'nothing';
  const at = random.below(bytes.length);
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
  files.set(name, damaged);
  return `a bit of ${name} at ${at}`;
}
