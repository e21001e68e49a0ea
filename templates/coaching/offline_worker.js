// Keeps one page and the files it names, so that a visit can be written down without a network. Nothing else, and
// nothing about anybody: what people wrote is locked in the page's own store.
const NAME = "cpd-offline-{{ version }}";
const PAGE = {{ page|tojson }};
const FILES = {{ files|tojson }};

self.addEventListener("install", (event) => {
  const kept = [PAGE, ...FILES].map((address) => new Request(address, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(kept)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const outgrow = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("cpd-offline-") && name !== NAME).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(outgrow());
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { origin, pathname, search } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  const isPage = event.request.mode === "navigate" && pathname === PAGE;
  if (!isPage && !FILES.includes(pathname + search)) return;
  const kept = caches.open(NAME).then((cache) => cache.match(isPage ? PAGE : event.request, { ignoreVary: true }));
  event.respondWith(kept.then((answer) => answer ?? fetch(event.request)));
});
