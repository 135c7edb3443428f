/* The engine behind the search box: loads the documents when first asked, understands what was typed, and ranks.
   MiniSearch finds candidates; the second pass below knows names, phrases, figures and pinyin. theme.js speaks for it. */

const EXCERPT = 96; // characters of text shown with a result
const MOST = 40; // results shown
const LONGEST = 500; // characters of a query that are understood
const BEST = 5; // lists of results before the way to an older edition
const FEW = 10; // results that are all shown: as many lists as the theme draws at once
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
const HAS_HAN = new RegExp(`[${HAN}]`);
const isHan = (run) => run >= "\u3400" && run <= "\u9fff\uffff";

/** What is indexed of a text: Chinese characters and pairs of them, English stems. */
function tokensOf(text) {
  return runsOf(fold(text)).flatMap((run) => (isHan(run) ? [...run, ...pairsOf(run)] : [stem(run)]));
}

/** A name without what does not tell: its Chinese runs and English stems. */
const stemsOf = (name) => runsOf(fold(name)).filter((run) => !STOP.has(run)).map(stem).join(" ");

/** All stems of a folded text between spaces, so that words are found in it as wholes: "B&B" is " b b ". */
const wordsIn = (folded) => ` ${runsOf(folded).map(stem).join(" ")} `;

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

/** A name as it is spoken: its syllables, in one string with the place where each begins, and their first letters. */
function spokenForm(text) {
  const syllables = syllablesOf(text);
  const starts = [];
  let joined = "";
  for (const syllable of syllables) {
    starts.push(joined.length);
    joined += syllable;
  }
  return { text, joined, starts, initials: syllables.map((syllable) => syllable[0]).join("") };
}

/** Where in a name letters without tones or spaces are spoken: [first, last) characters, or null. */
function spokenAt({ joined, starts }, letters) {
  for (let at = joined.indexOf(letters); at >= 0; at = joined.indexOf(letters, at + 1)) {
    const first = starts.indexOf(at);
    if (first < 0) continue;
    const end = at + letters.length;
    const last = starts.findIndex((start) => start >= end);
    return [first, last < 0 ? starts.length : last];
  }
  return null;
}

/** Where in a name the first letters of its syllables are these. */
function initialsAt({ initials }, letters) {
  const at = initials.indexOf(letters);
  return at < 0 ? null : [at, at + letters.length];
}

// Documents

const documents = [];
let index = null;
let groups = new Map(); // folded word -> its words, if English, and its synonyms
let words = {};
const vocabulary = new Set(); // English stems that occur

/** The first part: what all editions share, and the newest edition. */
function take(data) {
  words = data.words;
  add(data);
  build();
}

/** An older edition: both parts in one. */
function takeOlder(piece) {
  const from = documents.length;
  add(piece);
  takeMore(piece, from);
}

function add({ fold: pairs, documents: rows }) {
  for (let i = 0; i < pairs.length; i += 2) simplified.set(pairs[i], pairs[i + 1]);
  const from = documents.length;
  const added = rows.map(([kind, location, label, title, names, text, values, measure, edition], place) => ({
    id: from + place, kind, location, label, title, text, values, measure, edition,
    names: [title, ...names],
    folded: [title, ...names].map(fold),
    compact: [title, ...names].map((name) => fold(name).replace(/\s+/g, "")),
    stems: [title, ...names].map(stemsOf),
    keywords: [],
    called: [],
    body: fold(text),
    spoken: [],
    more: "",
  }));
  documents.push(...added);
}

/** Everyday words, the other language's texts, synonyms and pinyin, which arrive after the first answer, of the
    documents from one place on. Readings hold for these only: a character may usually be read otherwise in others. */
function takeMore({ readings: read, spoken, synonyms, rows }, from = 0) {
  for (const [, syllable, marks] of read.matchAll(/([a-z]+)([^ ]*)/g))
    for (const mark of marks) readings.set(mark, syllable);
  for (const [text, syllables] of spoken) readAs.set(fold(text), syllables.split(" "));
  for (const group of synonyms) {
    const folded = group.map(fold);
    const finders = folded.map(finder);
    for (const word of folded) {
      groups.set(word, { own: HAS_HAN.test(word) ? "" : wordsIn(word), others: finders.filter((other) => other.word !== word) });
    }
  }
  rows.forEach(([keywords, more, text], place) => {
    const d = documents[from + place];
    if (text) Object.assign(d, { text, body: fold(text) });
    d.keywords = keywords.map(fold);
    if (d.kind === "topic" || d.kind === "page") d.called = [...d.names.flatMap((name) => name.split(/、|与|, | and /)), ...keywords].map(stemsOf);
    d.more = fold(more);
    d.spoken = [...d.names, ...keywords].map((name, place) => ({ ...spokenForm(name), named: place < d.names.length })).filter(({ text }) => HAS_HAN.test(text));
  });
  build();
}

function build() {
  index = new MiniSearch({
    fields: ["name", "keyword", "text", "more"],
    tokenize: (text) => {
      const tokens = tokensOf(text);
      for (const token of tokens) if (!isHan(token)) vocabulary.add(token);
      return tokens;
    },
    processTerm: (term) => term,
    searchOptions: { boost: { name: 4, keyword: 1.2, text: 1.4, more: 0.8 }, tokenize: (term) => [term] },
  });
  for (const d of documents) d.all = `${d.folded.join("\n")}\n${d.body}\n${d.keywords.join("\n")}\n${d.more}`;
  index.addAll(documents.map(({ id, names, keywords, body, more }) => ({ id, name: names.join("\n"), keyword: keywords.join("\n"), text: body, more })));
}

// What was typed

const IDLE = /请问|我想知道|我想|我要|想要|在哪里|在哪儿|在哪|哪里|哪儿|哪些|哪个|哪家|怎么样|怎么办|怎么|怎样|如何|什么时候|什么|有没有|有多少|能不能|可不可以|可以|是不是|会不会|是否|多少|几个|附近|吗|呢|(?<![酒网茶])吧|(?<!目)的(?!士)|了(?!解)|？|\?/g;
const STOP = new Set("the a an of in on at to for is are be was were what where how when which who can i my we do does did will would with and or any there near by from about new year".split(" "));
const CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕";
const SCALES = { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8, hundred: 1e2, thousand: 1e3, k: 1e3, million: 1e6, mn: 1e6, m: 1e6, billion: 1e9, bn: 1e9, b: 1e9 };
const NUMBER = /((?<!\d)\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)\s*(%|percent\b|per cent\b|万亿|亿|万|千(?!瓦)|百|hundred\b|thousand\b|million\b|billion\b|mn\b|bn\b|[kmb]\b)?/g;

/** The figures in a query, by value. */
function figuresOf(query) {
  return [...query.matchAll(NUMBER)].map(([, digits, scale]) => {
    const number = Number(digits.replace(/[, ]/g, ""));
    if (scale && /^(%|per)/.test(scale)) return `${number}%`;
    return String(Math.round(number * (SCALES[scale] ?? (scale === "万亿" ? 1e12 : 1)) * 1e4) / 1e4);
  });
}

const YEAR = /(?:^|\s)(\d{4})(?:年版?(?![\d底末前初内])|(?=\s|$))/;

/** The edition that a query names by its year, which stands for itself, and the rest of it; else the newest. */
function parted(typed) {
  const year = typed.match(YEAR)?.[1];
  if (!words.years?.includes(year)) return { year: words.years?.[0], rest: typed };
  return { year, rest: typed.replace(YEAR, " ").trim() || typed };
}

/** The year of the edition that a query wants beside what is loaded first; nothing where that will do. */
function olderYear(typed) {
  const { year } = parted(typed);
  return year === words.years?.[0] ? "" : year;
}

function understand(typed) {
  const { year, rest } = parted(typed);
  const circled = rest.replace(new RegExp(`[${CIRCLED}]`, "g"), (mark) => `.${CIRCLED.indexOf(mark) + 1}`);
  const query = fold(circled.normalize("NFKC")).trim();
  const id = query.match(/^(?:item|measure|plan|第)?\s*(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\s*(?:条|项|款)?$/)?.[1];
  const plain = query.replace(IDLE, " ").trim() || query;
  const runs = runsOf(plain).filter((run) => !STOP.has(run));
  const kept = runs.length ? runs : runsOf(plain);
  const letters = /^[a-z' ]+$/.test(query) ? query.replace(/[' ]/g, "") : "";
  const figures = figuresOf(query);
  const expanded = new Map();
  const typedWords = wordsIn(plain);
  for (const [word, group] of groups)
    if (group.own ? typedWords.includes(group.own) : plain.includes(word)) for (const other of group.others) expanded.set(other.word, other);
  const defining = /什么是|是什么|什么叫|什么意思|^what (is|are)\b|meaning|definition|define/.test(query);
  return { rest, query, year, plain, id, runs: kept, letters, figures, defining, expanded: [...expanded.values()] };
}

/** Tells whether a text holds a word: Chinese anywhere, English from the start of a word. */
function finder(word) {
  if (isHan(word)) return { word, in: (text) => text.includes(word) };
  const start = new RegExp(`(?<![a-z0-9])${word.replace(/[^a-z0-9 ]/g, "\\$&")}`);
  return { word, in: (text) => text.includes(word) && start.test(text) };
}

// Ranking

const KIND = { plan: 1.05, measure: 1, item: 1, topic: 0.75, department: 1.15, location: 1.1, term: 0.5, page: 0.6 };

function candidates({ runs }) {
  const queries = runs.flatMap((run) => {
    if (isHan(run)) return run.length > 1 ? pairsOf(run) : [run];
    const root = stem(run);
    const prefix = root.length > 2 && !/^\d/.test(root);
    return [{ queries: [root], prefix }, { queries: root.length > 4 && prefix ? misspelt(root) : [], prefix: false }];
  });
  const found = new Map();
  if (queries.length) for (const hit of index.search({ combineWith: "OR", queries })) found.set(hit.id, hit);
  return found;
}

/** The words that occur and differ by a slip from one that does not: two slips in a long word. */
function misspelt(word) {
  for (const known of vocabulary) if (known.startsWith(word)) return [];
  const most = word.length > 7 ? 2 : 1;
  const near = [];
  for (const known of vocabulary) {
    if (Math.abs(known.length - word.length) > most || known[0] !== word[0]) continue;
    const slips = distance(word, known, most);
    if (slips <= most) near.push([slips, known]);
  }
  return near.sort((a, b) => a[0] - b[0]).slice(0, 4).map(([, known]) => known);
}

/** Insertions, deletions, replacements and exchanges of neighbours between two words; more than `most` is just more. */
function distance(a, b, most) {
  let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    before = row;
    row = next;
  }
  return row[b.length];
}

/** What was typed, in the parts that a document may hold: pairs of characters, English stems. */
const partsOf = (runs) => runs.flatMap((run) => (isHan(run) ? (run.length > 1 ? pairsOf(run) : [run]) : [stem(run)]));

/** How much of what was typed a document holds, from 0 to 1. */
function coverage(d, parts, match) {
  let held = 0, all = 0;
  const matched = Object.keys(match);
  for (const part of parts) {
    const weight = isHan(part) ? 1 : 2;
    all += weight;
    if (matched.includes(part) || (!isHan(part) && (d.all.includes(part) || matched.some((term) => near(term, part))))) held += weight;
  }
  return all ? held / all : 0;
}

const near = (term, part) => term.startsWith(part) || (part.length > 4 && Math.abs(term.length - part.length) < 3 && term[0] === part[0]);

function rank(asked) {
  const { plain, runs, letters, figures, expanded, id } = asked;
  const found = candidates(asked);
  const results = [];
  const compact = plain.replace(/\s+/g, "");
  const latin = runs.filter((run) => !isHan(run)).map(stem).join(" ");
  const stems = runs.map(stem).join(" ");
  const parts = partsOf(runs);
  for (const d of documents) {
    if (d.edition && d.edition !== asked.year) continue;
    const hit = found.get(d.id);
    let score = 0;
    let spoken = null;
    if (hit) {
      const share = coverage(d, parts, hit.match);
      score = Math.log1p(hit.score) * (0.25 + share ** 2) * 2;
      if (share === 1) score += 2;
    }
    // names and phrases
    if (compact.length > 1) {
      const at = d.compact.indexOf(compact);
      if (at >= 0) score += at === 0 ? 16 : 13;
      else if (latin && d.stems.includes(latin) && !HAS_HAN.test(plain)) score += 12;
      else if (d.folded.some((name) => name.startsWith(plain))) score += 5;
      else if (d.folded.some((name) => name.includes(plain))) score += 3.5;
      if (d.keywords.includes(plain)) score += 3.5;
      else if (d.keywords.some((word) => word.includes(plain))) score += 1;
      if (d.body.includes(plain)) score += 4 + Math.min(plain.length, 12) / 6;
      else if (d.more.includes(plain)) score += 1.5;
      // a name inside a longer query
      if (d.kind !== "item" && d.kind !== "measure" && plain.length > 2)
        for (const name of d.folded) if (name.length > 2 && name.length < plain.length && plain.includes(name)) score += 2 + 4 * (name.length / plain.length);
      // abbreviations: the characters of a department's name in order, to its last
      if (d.kind === "department" && isHan(compact) && compact.length > 2 && abbreviates(compact, d.folded[0])) score += 6;
    }
    // figures
    for (const figure of figures) if (d.values.includes(figure)) score += figure.length > 2 ? 7 : 3;
    // pinyin
    if (letters.length > 1)
      for (const form of d.spoken) {
        const at = letters.length > 2 ? spokenAt(form, letters) : null;
        const range = at ?? (letters.length < 8 ? initialsAt(form, letters) : null);
        if (!range) continue;
        const exact = range[0] === 0 && range[1] === form.starts.length;
        const gain = (at ? (exact ? 13 : range[0] === 0 ? 6 : 4) : exact ? 9 : range[0] === 0 ? 4 : 1.5) * (form.named ? 1 : 0.7);
        if (!spoken || gain > spoken.gain) spoken = { gain, text: form.text, range };
      }
    if (spoken) score += spoken.gain;
    // words that mean the same
    let same = 0;
    for (const other of expanded) {
      if (same < 1.8 && !other.in(d.all)) continue;
      if (d.folded.some(other.in)) same = Math.max(same, 3);
      else if (other.in(d.body)) same = Math.max(same, 2.4);
      else if (other.in(d.all)) same = Math.max(same, 1.8);
    }
    score += same;
    if (id && d.label === id) score += 40;
    const kind = asked.defining && d.kind === "term" ? 1.5 : KIND[d.kind];
    if (score > 0) results.push({ d, score: score * kind, spoken, called: d.called.includes(stems) });
  }
  return best(results);
}

/** The best first, and a topic or list that was called by a part of its name or an everyday word before the third. */
function best(results) {
  const order = (a, b) => b.score - a.score || a.d.id - b.d.id;
  const third = results.sort(order)[2]?.score ?? 0;
  for (const result of results) if (result.called && result.score <= third) result.score = third + 1e-6;
  results.sort(order);
  const floor = (results[0]?.score ?? 0) * 0.12;
  return results.filter(({ score }) => score > floor).slice(0, MOST);
}

/** What letters most likely spell in Chinese: the run of characters in names and everyday words spoken like this. */
function characters(letters) {
  const counts = new Map();
  if (letters.length < 4) return "";
  for (const d of documents)
    for (const form of d.spoken) {
      const range = spokenAt(form, letters);
      if (!range) continue;
      const end = form.starts[range[1]] ?? form.joined.length;
      if (end - form.starts[range[0]] !== letters.length) continue; // a syllable was not finished
      const run = fold(form.text.slice(...range));
      counts.set(run, (counts.get(run) ?? 0) + 1);
    }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? "";
}

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
  const lightWord = (word) => {
    for (const { index: at } of folded.matchAll(new RegExp(`(?<![a-z0-9])${word.replace(/[^a-z0-9]/g, "\\$&")}`, "g"))) marked.fill(true, at, at + word.length);
  };
  if (spoken && spoken.text === text) marked.fill(true, ...spoken.range);
  else if (spoken) light(fold(spoken.text.slice(...spoken.range)));
  if (plain.length > 1) (HAS_HAN.test(plain) ? light : lightWord)(plain);
  for (const run of runs) {
    if (!isHan(run)) lightWord(stem(run).length > 2 ? stem(run) : run);
    else if (folded.includes(run)) light(run);
    else for (const pair of pairsOf(run)) light(pair);
  }
  if (!marked.includes(true)) for (const { word } of expanded) light(word);
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
  // a name other than the title that answers is shown before the text
  const other = title.includes("<mark>") ? -1 : d.folded.findIndex((name, place) => place && name.includes(asked.plain));
  const called = other > 0 ? `${html(d.names[other], lit(d.names[other], asked, spoken))} · ` : "";
  const first = Math.max(0, marked.indexOf(true));
  const from = first > EXCERPT * 0.7 ? first - 24 : 0;
  const to = Math.min(d.text.length, from + EXCERPT);
  const text = called + (from ? "…" : "") + html(d.text, marked, from, to) + (to < d.text.length ? "…" : "");
  const label = [words.kinds[d.kind], d.label, d.edition && `· ${d.edition}`].filter(Boolean).join(" ");
  return { location: d.location, title: `<small>${escape(label)}</small> ${title}`, text, score, terms: {} };
}

/** Results in lists for the theme, and how many lists: where there are many, the items of one measure are folded away
    behind the best of them. Lists that only lead on are no results and are not counted. */
function answer(whole) {
  const typed = whole.slice(0, LONGEST);
  let asked = understand(typed);
  if (!asked.query) return { items: [] };
  let ranked = rank(asked);
  const meant = asked.letters ? characters(asked.letters) : "";
  if (meant.length > 1) {
    // pinyin: what the characters would have found counts too
    asked = { ...understand(meant), rest: asked.rest, year: asked.year };
    const merged = new Map(rank(asked).map((result) => [result.d, { ...result, score: result.score * 0.9 }]));
    for (const result of ranked) {
      const same = merged.get(result.d);
      merged.set(result.d, { ...result, score: Math.max(result.score, same?.score ?? 0) });
    }
    ranked = best([...merged.values()]);
  }
  if (!ranked.length) return { items: emptyState(asked), found: 0, suggest: [] };
  const lists = new Map();
  for (const result of ranked) {
    const { d } = result;
    const key = d.kind === "item" && ranked.length > FEW ? `measure ${d.edition} ${d.measure}` : d.location;
    const list = lists.get(key) ?? [];
    list.push({ ...shown(result, asked), ...(list.length ? { score: -1 } : {}) });
    lists.set(key, list);
  }
  const items = [...lists.values()];
  const found = items.length;
  items.splice(BEST, 0, ...older(asked));
  return { items, found, suggest: suggestion(typed, ranked) };
}

/** The end of the name that was begun, from its last word on, as the theme wants it. */
function suggestion(typed, ranked) {
  const lastWord = typed.split(/[\s-]+/).at(-1);
  const start = fold(typed.trim());
  if (start.length < 2) return [];
  for (const { d } of ranked.slice(0, 12))
    for (const [place, name] of d.folded.entries())
      if (name.startsWith(start) && name.length > start.length && name.length < 24) return [lastWord + d.names[place].slice(start.length)];
  if (/^[a-z]+$/.test(start))
    for (const { d } of ranked.slice(0, 12))
      for (const { joined, named } of d.spoken) if (named && joined.startsWith(start) && joined.length > start.length && joined.length < 32) return [joined];
  return [];
}

/** A list that is no result but leads on, as the theme wants it. */
const way = (location, title, text = "") => [{ location, title, text, score: 0, terms: {} }];

/** Leads to the answer of the edition before the one that was asked, if there is one. */
function older({ rest, year }) {
  const before = words.years?.[words.years.indexOf(year) + 1];
  if (!before) return [];
  const title = escape(words.search_edition.replace("{year}", before));
  const text = escape(words.search_edition_text);
  return [way(`?q=${encodeURIComponent([rest, before].join(" "))}`, title, text)];
}

/** What helps where nothing was found: the nearest name, an older edition, the other language, where to look. Each is
    a list of its own, for within one the theme puts pages before their parts. */
function emptyState(asked) {
  const { query } = asked;
  let nearest = null;
  const pairs = new Set(pairsOf(` ${query} `));
  for (const d of documents)
    for (const name of [...d.folded, ...d.called]) {
      const own = pairsOf(` ${name} `);
      const share = own.filter((pair) => pairs.has(pair)).length / Math.max(own.length, pairs.size);
      if (share > (nearest?.share ?? 0.3)) nearest = { share, d };
    }
  return [
    ...(nearest ? [way(nearest.d.location, `<small>${escape(words.did_you_mean)}</small> ${escape(nearest.d.title)}`)] : []),
    ...older(asked),
    way(`${words.other_path}?q=${encodeURIComponent(query)}`, escape(`${words.search_in} ${words.other_name}`)),
    way(words.browse_path, escape(words.browse), escape(words.browse_text)),
  ];
}
