// The page's service worker: keeps the whole page, so that a till starts when nobody answers. A new
// page is fetched in the background and used once every tab of the old one is closed.

declare const KEPT_PATHS: readonly string[];
declare const KEPT_VERSION: string;

/** What a worker's events are made of; the DOM's own types know windows only. */
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const PREFIX = 'holdfast-till-';
const NAME = PREFIX + KEPT_VERSION;

async function keepAll(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(KEPT_PATHS.map(path => new Request(path, {cache: 'reload'})));
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter(name => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map(name => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const path = request.mode === 'navigate' ? '/pos/' : request.url;
  return (await cache.match(path)) ?? fetch(request);
}

function isLifeEvent(event: Event): event is LifeEvent {
  return 'waitUntil' in event;
}

function isRequestEvent(event: Event): event is RequestEvent {
  return 'respondWith' in event;
}

addEventListener('install', event => {
  if (isLifeEvent(event)) event.waitUntil(keepAll());
});
addEventListener('activate', event => {
  if (isLifeEvent(event)) event.waitUntil(forgetOthers());
});
addEventListener('fetch', event => {
  if (!isRequestEvent(event) || event.request.method !== 'GET') return;
  if (new URL(event.request.url).pathname.startsWith('/pos')) {
    event.respondWith(answer(event.request));
  }
});
