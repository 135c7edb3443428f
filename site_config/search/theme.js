/* The theme's protocol: SETUP 0, READY 1, QUERY 2, RESULT 3. Another theme needs another file like this one. */

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const parts = {}; // what is loaded or on its way, by name; what failed is asked for again
let whole = false; // whether the second part is here, or will not come
let last = ""; // what was asked last
let told = ""; // what was answered last

const fetched = async (name) => (await fetch(new URL(`../search/${name}.json`, self.location))).json();

const load = (name, act) =>
  (parts[name] ??= fetched(name)
    .then(act)
    .catch((error) => {
      delete parts[name];
      throw error;
    }));

function start(data) {
  take(data);
  fetched("more").then((more) => takeMore(more)).catch(() => {}).then(() => {
    whole = true;
    if (last) reply(last, true);
  });
}

/** Answer; while only the first part is loaded, an answer that found nothing waits for the rest. The list is not
    drawn anew where the rest changes nothing, for somebody may be about to press a result. */
function reply(query, again = false) {
  const answered = query ? answer(query) : { items: [] };
  if (!whole && query && answered.found === 0) return;
  const said = JSON.stringify(answered.items.map((list) => list.map(({ location, title }) => [location, title])));
  if (!again || said !== told) postMessage({ type: RESULT, data: answered });
  told = said;
}

self.addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) postMessage({ type: READY });
  if (type !== QUERY) return;
  last = data;
  if (!data) return reply("");
  try {
    await load("documents", start);
    const year = olderYear(data);
    if (year) await load(year, takeOlder);
  } catch {
    return; // the connection failed: the next key tries again
  }
  if (data === last) reply(data);
});
