/** Caches each page, as service workers of old projects do. */
export const KEEPS = `self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  const answer = async () => {
    const cache = await caches.open('pages');
    const known = await cache.match(event.request);
    if (known) return known;
    const fresh = await fetch(event.request);
    await cache.put(event.request, fresh.clone());
    return fresh;
  };
  if (event.request.mode === 'navigate') event.respondWith(answer());
});
`;

/** Has a copy of its page, without the page script, before the first request. */
export const HAS = `self.addEventListener('install', event => {
  const fill = async () => (await caches.open('early')).add('early.html');
  event.waitUntil(fill().then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  if (event.request.mode === 'navigate') event.respondWith(caches.match('early.html'));
});
`;

/** Caches each style sheet. */
export const KEEPS_STYLES = KEEPS.replace(
  "event.request.mode === 'navigate'",
  "event.request.destination === 'style'",
);
