/* The engine behind the search box: loads the documents when first asked, understands what was typed, and ranks.
   MiniSearch, above, finds candidates; the second pass below knows names, phrases, figures and pinyin. */

const EXCERPT = 96; // characters of text shown with a result
const MOST = 40; // results shown
const HAN = "\u3400-\u9fff";

// Text, alike whatever its width, case or script

let simplified = new Map();

/** A text of the same length in which letters, widths and scripts that mean the same are the same. */
const fold = (text) =>
  Array.from(text, (mark) => {
    const plain = mark.normalize("NFKC").toLowerCase();
    const one = plain.length === mark.length ? plain : mark;
    return simplified.get(one) ?? one;
  }).join("");

/** An English word without plural and spelling of one country: centres and center are one. */
function stem(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  let root = word.replace(/'s$/, "");
  if (/ies$/.test(root)) root = root.replace(/ies$/, "y");
  else if (/(ss|us|is)$/.test(root) === false) root = root.replace(/(?<=[sxz]|[cs]h)es$|s$/, "");
  return root
    .replace(/tre$/, "ter")
    .replace(/our$/, "or")
    .replace(/is(e|ed|ing|ation|er)$/, "iz$1")
    .replace(/ogue$/, "og")
    .replace(/amme$/, "am")
    .replace(/ll(ing|ed|er|ery)$/, "l$1")
    .replace(/lery$/, "lry");
}

const pairsOf = (run) => Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2));
const runsOf = (folded) => folded.match(new RegExp(`[${HAN}]+|[a-z0-9]+(?:[.'][a-z0-9]+)*`, "g")) ?? [];
const isHan = (run) => run >= "\u3400" && run <= "\u9fff\uffff";

/** What is indexed of a text: Chinese characters and pairs of them, English stems. */
function tokensOf(text) {
  return runsOf(fold(text)).flatMap((run) => (isHan(run) ? [...run, ...pairsOf(run)] : [stem(run)]));
}

// Pinyin

let readings = new Map();
let readAs = new Map();

/** The syllable of each Chinese character of a text; anything else is left as it is. */
function syllablesOf(text) {
  const folded = fold(text);
  const known = readAs.get(folded);
  if (known) return known;
  return Array.from(folded, (mark) => readings.get(mark) ?? mark);
}

/** Where in a name letters without tones or spaces are spoken: [first, last) characters, or null. */
function spokenAt(syllables, letters) {
  for (let first = 0; first < syllables.length; first++) {
    let rest = letters;
    let last = first;
    while (rest && last < syllables.length && rest.startsWith(syllables[last])) rest = rest.slice(syllables[last++].length);
    if (!rest) return [first, last];
    if (last > first && last < syllables.length && syllables[last].startsWith(rest)) return [first, last + 1];
  }
  return null;
}

/** Where in a name the first letters of its syllables are these. */
function initialsAt(syllables, letters) {
  const at = syllables.map((syllable) => syllable[0]).join("").indexOf(letters);
  return at < 0 ? null : [at, at + letters.length];
}

// Documents

let documents = [];
let index = null;
let groups = new Map(); // folded word -> its synonyms
let words = {};

function take(data) {
  words = data.words;
  for (let i = 0; i < data.fold.length; i += 2) simplified.set(data.fold[i], data.fold[i + 1]);
  for (const entry of data.readings.split(" ")) for (const mark of entry.slice(entry.search(/[^a-z]/))) readings.set(mark, entry.slice(0, entry.search(/[^a-z]/)));
  for (const [text, spoken] of data.spoken) readAs.set(fold(text), spoken.split(" "));
  for (const group of data.synonyms) for (const word of group) groups.set(fold(word), group.filter((other) => other !== word).map(fold));
  documents = data.documents.map(([kind, location, label, title, names, text, keywords, values, measure], id) => ({
    id, kind, location, label, title, text, values, measure,
    names: [title, ...names],
    folded: [title, ...names].map(fold),
    keywords: keywords.map(fold),
    body: fold(text),
    spoken: [title, ...names, ...keywords].map(syllablesOf),
    more: "",
  }));
  build();
}

function build() {
  index = new MiniSearch({
    fields: ["name", "keyword", "text", "more"],
    tokenize: tokensOf,
    processTerm: (term) => term,
    searchOptions: { boost: { name: 4, keyword: 2.5, text: 1, more: 0.6 }, tokenize: (term) => [term] },
  });
  index.addAll(documents.map(({ id, names, keywords, body, more }) => ({ id, name: names.join("\n"), keyword: keywords.join("\n"), text: body, more })));
}

/** The other language's texts, which arrive after the first answer. */
function takeMore(more) {
  more.forEach((text, id) => (documents[id].more = fold(text)));
  build();
}

// What was typed

const IDLE = /请问|我想知道|我想|我要|想要|在哪里|在哪儿|在哪|哪里|哪儿|哪些|哪个|哪家|怎么样|怎么办|怎么|怎样|如何|什么时候|什么|有没有|有多少|能不能|可不可以|可以|是不是|会不会|是否|多少|几个|附近|吗|呢|吧|的|了|？|\?/g;
const STOP = new Set("the a an of in on at to for is are be was were what where how when which who can i my we do does did will would with and or any there near by from about new year".split(" "));
const CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕";
const SCALES = { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8, hundred: 1e2, thousand: 1e3, k: 1e3, million: 1e6, mn: 1e6, m: 1e6, billion: 1e9, bn: 1e9, b: 1e9 };
const NUMBER = /(\d+(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)\s*(%|percent\b|per cent\b|万亿|亿|万|千(?!瓦)|百|hundred\b|thousand\b|million\b|billion\b|mn\b|bn\b|[kmb]\b)?/g;

/** The figures in a query, by value. */
function figuresOf(query) {
  return [...query.matchAll(NUMBER)].map(([, digits, scale]) => {
    const number = Number(digits.replace(/[, ]/g, ""));
    if (scale && /^(%|per)/.test(scale)) return `${number}%`;
    return String(Math.round(number * (SCALES[scale] ?? (scale === "万亿" ? 1e12 : 1)) * 1e4) / 1e4);
  });
}

function understand(typed) {
  const circled = typed.replace(new RegExp(`[${CIRCLED}]`, "g"), (mark) => `.${CIRCLED.indexOf(mark) + 1}`);
  const query = fold(circled.normalize("NFKC")).trim();
  const id = query.match(/^(?:item|measure|plan|第)?\s*(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\s*(?:条|项|款)?$/)?.[1];
  const plain = query.replace(IDLE, " ").trim() || query;
  const runs = runsOf(plain).filter((run) => !STOP.has(run));
  const kept = runs.length ? runs : runsOf(plain);
  const letters = /^[a-z' ]+$/.test(query) ? query.replace(/[' ]/g, "") : "";
  const figures = figuresOf(query);
  const expanded = new Set();
  for (const [word, others] of groups) {
    if (word.length < 2) continue;
    const here = isHan(word) ? plain.includes(word) : ` ${kept.map(stem).join(" ")} `.includes(` ${word.split(" ").map(stem).join(" ")} `);
    if (here) for (const other of others) expanded.add(other);
  }
  return { query, plain, id, runs: kept, letters, figures, expanded: [...expanded] };
}

// Ranking

const KIND = { plan: 1.05, measure: 1, item: 1, department: 1.15, location: 1.15, term: 0.9, page: 0.8 };

function candidates({ runs, expanded }) {
  const queries = runs.map((run) => {
    if (isHan(run)) {
      const terms = run.length > 1 ? pairsOf(run) : [run];
      return { queries: terms.map((term) => ({ queries: [term], prefix: false, fuzzy: false })), combineWith: "OR" };
    }
    const root = stem(run);
    return { queries: [root], prefix: root.length > 2 && !/^\d/.test(root), fuzzy: root.length > 4 && !/\d/.test(root) ? 0.25 : false };
  });
  const found = new Map();
  if (queries.length) for (const hit of index.search({ combineWith: "OR", queries })) found.set(hit.id, { score: hit.score, match: hit.match });
  return found;
}

/** How much of what was typed a document holds, from 0 to 1: the share of its pairs and words, the rarer the more. */
function coverage(d, runs, match) {
  let held = 0, all = 0;
  for (const run of runs) {
    const parts = isHan(run) ? (run.length > 1 ? pairsOf(run) : [run]) : [stem(run)];
    for (const part of parts) {
      const weight = isHan(part) ? 1 : 2;
      all += weight;
      const where = (d.index ??= `${d.folded.join("\n")}\n${d.keywords.join("\n")}\n${d.body}\n`) + d.more;
      if (isHan(part) ? where.includes(part) : where.includes(part) || (match && Object.keys(match).some((term) => near(term, part)))) held += weight;
    }
  }
  return all ? held / all : 0;
}

const near = (term, part) => term.startsWith(part) || (part.length > 4 && Math.abs(term.length - part.length) < 3 && term[0] === part[0]);

function rank(asked) {
  const { query, plain, runs, letters, figures, expanded, id } = asked;
  const found = candidates(asked);
  const results = [];
  const compact = plain.replace(/\s+/g, "");
  const latin = runs.filter((run) => !isHan(run)).map(stem).join(" ");
  for (const d of documents) {
    const hit = found.get(d.id);
    let score = 0;
    let spoken = null;
    if (hit) {
      const share = coverage(d, runs, hit.match);
      score = Math.log1p(hit.score) * (0.25 + share ** 2) * 2;
      if (share === 1) score += 2;
    }
    // names and phrases
    if (compact.length > 1) {
      const at = d.folded.findIndex((name) => name.replace(/\s+/g, "") === compact);
      if (at >= 0) score += at === 0 ? 16 : 13;
      else if (d.folded.some((name) => name.startsWith(plain))) score += 5;
      else if (d.folded.some((name) => name.includes(plain))) score += 3.5;
      if (d.keywords.includes(plain)) score += 5;
      else if (d.keywords.some((word) => word.includes(plain))) score += 1.5;
      if (d.body.includes(plain)) score += 2.5 + Math.min(plain.length, 12) / 6;
      else if (d.more.includes(plain)) score += 1.5;
      // a name inside a longer query
      if (d.kind !== "item" && d.kind !== "measure" && plain.length > 2)
        for (const name of d.folded) if (name.length > 2 && name.length < plain.length && plain.includes(name)) score += 2 + 4 * (name.length / plain.length);
      // abbreviations: the characters of a department's name in order, to its last
      if (d.kind === "department" && isHan(compact) && compact.length > 2 && abbreviates(compact, d.folded[0])) score += 6;
    }
    if (latin && latin.includes(" ") && d.stems === undefined) d.stems = d.folded.map((name) => runsOf(name).map(stem).join(" "));
    if (latin && d.stems?.some((name) => name === latin)) score += 10;
    // figures
    for (const figure of figures) {
      if (d.values.includes(figure)) score += figure.length > 2 ? 7 : 3;
    }
    // pinyin
    if (letters.length > 1) {
      d.spoken.forEach((syllables, place) => {
        if (!isHan(d.named ?? "") && syllables.every((s) => s.length === 1)) return;
        const at = letters.length > 2 ? spokenAt(syllables, letters) : null;
        const short = !at && letters.length < 8 ? initialsAt(syllables, letters) : null;
        const range = at ?? short;
        if (!range) return;
        const exact = range[0] === 0 && range[1] === syllables.length;
        const isName = place < d.names.length;
        const gain = (at ? (exact ? 13 : range[0] === 0 ? 6 : 4) : exact ? 9 : range[0] === 0 ? 4 : 1.5) * (isName ? 1 : 0.7);
        if (!spoken || gain > spoken.gain) spoken = { gain, text: [...d.names, ...d.keywords][place], range };
      });
      if (spoken) score += spoken.gain;
    }
    // words that mean the same
    if (expanded.length) {
      let same = 0;
      for (const other of expanded) {
        if (d.folded.some((name) => holds(name, other))) same = Math.max(same, 3);
        else if (d.keywords.some((name) => holds(name, other))) same = Math.max(same, 2.2);
        else if (holds(d.body, other) || holds(d.more, other)) same = Math.max(same, 1.8);
      }
      score += same;
    }
    if (id && d.label === id) score += 40;
    if (score > 0) results.push({ d, score: score * KIND[d.kind], spoken });
  }
  results.sort((a, b) => b.score - a.score || a.d.id - b.d.id);
  const best = results[0]?.score ?? 0;
  return results.filter(({ score }) => score > best * 0.12).slice(0, MOST);
}

const holds = (text, word) => (isHan(word) ? text.includes(word) : new RegExp(`(?<![a-z0-9])${word.replace(/[^a-z0-9 ]/g, "\\$&")}`).test(text));

function abbreviates(short, name) {
  if (!name.endsWith(short.at(-1))) return false;
  let at = -1;
  for (const mark of short) {
    at = name.indexOf(mark, at + 1);
    if (at < 0) return false;
  }
  return true;
}

// What is shown

const escape = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** The characters of a text that answer what was typed. */
function lit(text, { plain, runs, expanded }, spoken) {
  const folded = fold(text);
  const marked = new Array(text.length).fill(false);
  const light = (word) => {
    if (!word) return;
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) marked.fill(true, at, at + word.length);
  };
  if (spoken && spoken.text === text) marked.fill(true, ...spoken.range);
  else if (spoken) light(fold(spoken.text.slice(...spoken.range)));
  if (plain.length > 1) light(plain);
  for (const run of runs) {
    if (!isHan(run)) light(stem(run).length > 2 ? stem(run) : run);
    else if (folded.includes(run)) light(run);
    else for (const pair of pairsOf(run)) light(pair);
  }
  if (!marked.includes(true)) for (const other of expanded) light(other);
  return marked;
}

function html(text, marked, from = 0, to = text.length) {
  let out = "";
  for (let at = from; at < to; ) {
    let end = at + 1;
    while (end < to && marked[end] === marked[at]) end++;
    const piece = escape(text.slice(at, end));
    out += marked[at] ? `<mark>${piece}</mark>` : piece;
    at = end;
  }
  return out;
}

function shown({ d, score, spoken }, asked) {
  const title = html(d.title, lit(d.title, asked, spoken));
  const marked = lit(d.text, asked, spoken);
  const first = Math.max(0, marked.indexOf(true));
  const from = first > EXCERPT * 0.7 ? first - 24 : 0;
  const to = Math.min(d.text.length, from + EXCERPT);
  const text = (from ? "…" : "") + html(d.text, marked, from, to) + (to < d.text.length ? "…" : "");
  const label = [words.kinds[d.kind], d.label].filter(Boolean).join(" ");
  return { location: d.location, title: `<small>${escape(label)}</small> ${title}`, text, score, terms: {} };
}

/** Results in lists for the theme: items of one measure follow the best of them. */
function answer(typed) {
  const asked = understand(typed);
  if (!asked.query) return { items: [] };
  const ranked = rank(asked);
  if (!ranked.length) return { items: [emptyState(asked)], suggest: [] };
  const lists = new Map();
  for (const result of ranked) {
    const { d } = result;
    const key = d.kind === "item" ? `measure ${d.measure}` : d.location;
    const list = lists.get(key) ?? [];
    const place = lists.size;
    if (list.length < 1 || place > 3) list.push(shown(result, asked));
    else list.push({ ...shown(result, asked), score: -1 });
    lists.set(key, list);
  }
  return { items: [...lists.values()], suggest: suggestion(typed, ranked) };
}

function suggestion(typed, ranked) {
  const start = fold(typed.trim());
  if (start.length < 2) return [];
  for (const { d } of ranked.slice(0, 12))
    for (const [place, name] of d.folded.entries())
      if (name.startsWith(start) && name.length > start.length && name.length < 24) return [typed.trim() + d.names[place].slice(start.length)];
  return [];
}

/** A helpful line where nothing was found: the nearest name, or where to look. */
function emptyState({ query }) {
  let nearest = null;
  const pairs = new Set(pairsOf(` ${query} `));
  for (const d of documents)
    for (const name of d.folded) {
      const own = pairsOf(` ${name} `);
      const share = own.filter((pair) => pairs.has(pair)).length / Math.max(own.length, pairs.size);
      if (share > (nearest?.share ?? 0.3)) nearest = { share, d };
    }
  const list = [];
  if (nearest) list.push({ location: nearest.d.location, title: `<small>${escape(words.did_you_mean)}</small> ${escape(nearest.d.title)}`, text: "", score: 1, terms: {} });
  list.push({ location: words.browse_path, title: escape(words.browse), text: escape(words.browse_text), score: 1, terms: {} });
  return list;
}

// The theme's protocol

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
let loading = null;
let last = "";

async function load() {
  const fetched = async (name) => (await fetch(new URL(`../search/${name}.json`, self.location))).json();
  take(await fetched("documents"));
  fetched("more").then((more) => {
    takeMore(more);
    if (last) reply(last);
  });
}

const reply = (query) => postMessage({ type: RESULT, data: query ? answer(query) : { items: [] } });

self.addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) postMessage({ type: READY });
  if (type !== QUERY) return;
  last = data;
  if (!data) return reply("");
  await (loading ??= load());
  if (data === last) reply(data);
});
