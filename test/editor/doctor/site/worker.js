// Keeps each page that it has once seen, as workers of old projects do.
self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));
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
