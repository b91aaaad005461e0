import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isMainThread} from 'node:worker_threads';

// Loaded into hub and head office before their own first line: days pass for them when the run
// says so, and they say how large their heap is. Clocks that only run on are left as they are.
const LOOK_MS = 50;
const HEAP_EVERY_MS = 500;
const folder = process.env['HOLDFAST_ENDURANCE'] ?? '';
const wallMs = Date.now;
let passedMs = 0;

function look(): void {
  try {
    passedMs = Number(readFileSync(join(folder, 'passed-ms'), 'utf8')) || passedMs;
  } catch {
    // The run is over, or has not begun.
  }
}

function sayHeap(): void {
  try {
    const {heapUsed} = process.memoryUsage();
    writeFileSync(join(folder, `heap-${process.pid}`), String(heapUsed));
  } catch {
    // The run is over.
  }
}

if (folder !== '') {
  Date.now = () => wallMs() + passedMs;
  look();
  setInterval(look, LOOK_MS).unref();
  if (isMainThread) setInterval(sayHeap, HEAP_EVERY_MS).unref();
}
