// Has its pages before anybody asks for them: the copy of a page without the page script.
self.addEventListener('install', event => {
  const fill = async () => (await caches.open('early')).add('early.html');
  event.waitUntil(fill().then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  if (event.request.mode === 'navigate') event.respondWith(caches.match('early.html'));
});
