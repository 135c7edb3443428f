/* The theme's protocol: SETUP 0, READY 1, QUERY 2, RESULT 3. Another theme needs another file like this one. */

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
let loading = null; // of the first part
let complete = false; // whether the second part is here, or will not come
let last = ""; // what was asked last
let told = ""; // what was answered last

const fetched = async (name) => (await fetch(new URL(`../search/${name}.json`, self.location))).json();

async function load() {
  take(await fetched("documents"));
  fetched("more").then(takeMore).catch(() => {}).then(() => {
    complete = true;
    if (last) reply(last, true);
  });
}

/** Answer; while only the first part is loaded, an answer that found nothing waits for the rest. The list is not
    drawn anew where the rest changes nothing, for somebody may be about to press a result. */
function reply(query, again = false) {
  const found = query ? answer(query) : { items: [] };
  if (!complete && query && found.none) return;
  const said = JSON.stringify(found.items.map((list) => list.map(({ location, title }) => [location, title])));
  if (!again || said !== told) postMessage({ type: RESULT, data: found });
  told = said;
}

self.addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) postMessage({ type: READY });
  if (type !== QUERY) return;
  last = data;
  if (!data) return reply("");
  try {
    await (loading ??= load());
  } catch {
    loading = null; // the connection failed: the next key tries again
    return;
  }
  if (data === last) reply(data);
});
