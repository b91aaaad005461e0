import type {Bytes} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';

type Files = Map<string, Bytes>;

const segmentsOf = (files: Files) => [...files.keys()].filter(name => name.includes('.hf'));

/** Each way to break what lies on a stick, at a place that the seed draws. */
export const STICK_BREAKS: readonly ((files: Files, random: SeededRandom) => void)[] = [
  function oneByte(files, random) {
    const name = draw([...files.keys()], random);
    const bytes = files.get(name) ?? new Uint8Array();
    const at = random.below(bytes.length);
    files.set(name, bytes.with(at, (bytes[at] ?? 0) ^ (1 << random.below(8))));
  },
  function drop(files, random) {
    files.delete(draw(segmentsOf(files), random));
  },
  function swap(files, random) {
    const names = segmentsOf(files);
    const at = random.below(names.length - 1);
    const [a = '', b = ''] = [names[at], names[at + 1]];
    const [first, second] = [files.get(a), files.get(b)];
    if (first && second) files.set(a, second).set(b, first);
  },
  function truncate(files, random) {
    const name = draw([...files.keys()], random);
    const bytes = files.get(name) ?? new Uint8Array();
    files.set(name, bytes.slice(0, random.below(bytes.length)));
  },
  function longer(files, random) {
    const name = draw([...files.keys()], random);
    files.set(name, new Uint8Array([...(files.get(name) ?? []), random.below(256)]));
  },
];

function draw<T>(list: readonly T[], random: SeededRandom): T {
  const drawn = list[random.below(list.length)];
  if (drawn === undefined) throw new Error('a list to draw from has something in it');
  return drawn;
}
