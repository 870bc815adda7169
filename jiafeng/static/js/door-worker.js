// The service worker of the scanning page: it lets that page, and nothing else, be opened without network.
"use strict";
const CACHE = "door-1";
const PAGE = /\/events\/\d+\/scan$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A prepared page names what it is made of; a wiped one asks to forget it.
self.addEventListener("message", (event) => {
  const { keep, forget } = event.data;
  const work = async () => {
    const cache = await caches.open(CACHE);
    if (keep) await Promise.all(keep.map((url) => cache.match(url).then((found) => found && !PAGE.test(new URL(url, location).pathname) ? null : cache.add(url))));
    if (forget) await cache.delete(forget);
  };
  const tell = (word) => event.ports[0] && event.ports[0].postMessage(word);
  event.waitUntil(work().then(() => tell("done"), () => tell("failed")));
});

// The page that was kept is shown at once and renewed behind it; an answer that leads elsewhere (a sign-in) is not kept.
const page = async (request) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  fetch(request.url, { credentials: "same-origin" }).then((fresh) => fresh.ok && !fresh.redirected && cache.put(request.url, fresh)).catch(() => null);
  return kept;
};
const asset = async (request) => (await (await caches.open(CACHE)).match(request, { ignoreVary: true })) || fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(asset(request));
});
