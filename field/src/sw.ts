/** Keeps one whole version of the app on the phone. A new version waits until the person lets it in. */

declare const __VERSION__: string;
declare const __SHELL__: string[];
declare const __LATER__: string[];
const worker = self as unknown as ServiceWorkerGlobalScope;

const PREFIX = "toso-field-";
const CACHE = PREFIX + __VERSION__;
const DOCUMENTS: Record<string, string> = { "/field/": "/field/", "/field/form/": "/field/form/" };

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** Either every file of this version is kept or the version is not installed at all. */
async function keep(addresses: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    addresses.map(async (address) => {
      if (await cache.match(address)) return;
      await cache.put(address, await fetched(address));
    }),
  );
}

async function hadForms(): Promise<boolean> {
  return Boolean(await caches.match("/field/form/"));
}

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await keep(__SHELL__);
      if (await hadForms()) await keep(__LATER__);
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") event.waitUntil(worker.skipWaiting());
  if (event.data === "keep-forms") {
    const port = event.ports[0];
    event.waitUntil(keep(__LATER__).then(() => port?.postMessage("kept"), () => port?.postMessage("failed")));
  }
  if (event.data === "version") event.ports[0]?.postMessage(__VERSION__);
});

worker.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== worker.location.origin) return;
  const isOurs = address.pathname.startsWith("/static/field/") || address.pathname in DOCUMENTS || address.pathname === "/field/manifest.webmanifest";
  if (!isOurs) return; // what the phone exchanges with the server is never kept here
  event.respondWith(
    (async () => {
      const kept = await (await caches.open(CACHE)).match(address.pathname);
      return kept ?? fetch(event.request);
    })(),
  );
});
