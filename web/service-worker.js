/** Keeps the page's files, so that it opens without a network. What `chainrule open` was given is never kept. */
const cacheName = "chainrule-__VERSION__";
const files = "__FILES__";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith("chainrule-") && name !== cacheName)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (
    request.method !== "GET" ||
    address.origin !== self.location.origin ||
    /\/opened[./]/.test(address.pathname)
  )
    return;
  const isPage = request.mode === "navigate";
  const fromCache = () => caches.match(isPage ? "./" : request, { ignoreSearch: true });
  // the page itself is asked for first, so that a new version is seen; its files are named by their content
  event.respondWith(
    isPage ? fetch(request).catch(() => fromCache()) : fromCache().then((kept) => kept ?? fetch(request)),
  );
});
