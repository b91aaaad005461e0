import {WriteStream} from 'node:tty';
import {expect, test, vi} from 'vitest';
import {Progress} from './progress.ts';
import {Redrawn} from './redrawn.ts';

/** What a stream that may or may not be a terminal was given. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const fake = Object.create(WriteStream.prototype, {
    isTTY: {value: isTTY},
    rows: {value: 4},
    columns: {value: 80},
    write: {value: (text: string) => written.push(text) > 0},
  });
  return {fake, written};
}

test('a picture is drawn over itself on a terminal, and never scrolls it', () => {
  const {fake, written} = stream(true);
  const screen = new Redrawn(fake);
  screen.draw(['a', 'b', 'c', 'd', 'e']);
  screen.draw(['x']);
  expect(written[0]).toContain('\u001b[2Kc\n');
  expect(written[0]).not.toContain('d'); // four rows, and one for what is typed next
  expect(written[1]).toContain('\u001b[3A');
});

test('elsewhere pictures follow each other, without a control character', () => {
  const {fake, written} = stream(false);
  const screen = new Redrawn(fake);
  screen.draw(['a', 'b']);
  screen.draw(['c']);
  expect(written).toEqual(['a\nb\n', '\nc\n']);
});

test('progress elsewhere than on a terminal is a line at each tenth', () => {
  const {fake, written} = stream(false);
  const progress = new Progress('Writing', {total: 200, stream: fake});
  for (let done = 0; done <= 200; done++) progress.at(done);
  progress.end();
  expect(written).toHaveLength(10);
  expect([written[0], written.at(-1)]).toEqual(['Writing 10 %\n', 'Writing 100 %\n']);
});

test('progress on a terminal is a bar with the time left, and is gone at the end', () => {
  vi.useFakeTimers({toFake: ['performance']});
  const {fake, written} = stream(true);
  const progress = new Progress('Writing', {total: 2_000, stream: fake});
  vi.advanceTimersByTime(5_000);
  progress.at(500);
  progress.end();
  vi.useRealTimers();
  expect(written[0]).toMatch(/Writing █{8}░{22} 500 of 2,000 · 15 s left$/);
  expect(written[1]).toBe('\r\u001b[2K');
});
