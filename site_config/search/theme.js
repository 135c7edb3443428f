/* The theme's protocol: SETUP 0, READY 1, QUERY 2, RESULT 3. Another theme needs another file like this one. */

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const parts = {}; // what is loaded or on its way, by name; what failed is asked for again
const here = new Set(); // the names of what is loaded
let whole = false; // whether the second part is here, or will not come
let last = ""; // what was asked last
const NOTHING = "[]";
let told = NOTHING; // what was answered last

const fetched = async (name) => (await fetch(new URL(`../search/${name}.json`, self.location))).json();

const load = (name, act) =>
  (parts[name] ??= fetched(name)
    .then((data) => {
      act(data);
      here.add(name);
    })
    .catch((error) => {
      delete parts[name];
      throw error;
    }));

function start(data) {
  take(data);
  fetched("more").then((more) => takeMore(more)).catch(() => {}).then(() => {
    whole = true;
    const year = olderYear(last);
    if (last && (!year || here.has(year))) reply(last, true);
  });
}

/** Answer; while only the first part is loaded, an answer that found nothing waits for the rest, without the list of
    what was asked before. The list is not drawn anew where the rest changes nothing, for somebody may be about to press
    a result. */
function reply(query, again = false) {
  let answered = query ? answer(query) : { items: [] };
  if (!whole && answered.found === 0) {
    if (told === NOTHING) return;
    answered = { items: [], waiting: true };
  }
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
