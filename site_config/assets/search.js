/* The engine behind the theme's search box: it reads every document and ranks those that hold what was typed.
   The theme talks to it in four messages: SETUP 0, READY 1, QUERY 2, RESULT 3. */

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const EXCERPT = 120; // characters shown of a text
const MOST = 60; // results shown

let documents = [];

/** Letters alike whatever their width and case. */
const fold = (text) => text.normalize("NFKC").toLowerCase();

/** What was typed, as words: runs of Chinese characters, and anything else between spaces. */
const wordsOf = (query) => fold(query).match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+/g) ?? [];

/** The pairs of neighbours in a run of Chinese characters; the run itself where it is a single one. */
const pairsOf = (run) => (run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)));

/** How well a folded text holds a word, from 0 to 1. */
function match(text, word) {
  if (/[\u3400-\u9fff]/.test(word)) {
    if (text.includes(word)) return 1;
    const pairs = pairsOf(word);
    const share = pairs.filter((pair) => text.includes(pair)).length / pairs.length;
    return share > 0.5 ? share * 0.6 : 0;
  }
  const stem = word.length > 3 ? word.replace(/(ies|es|s|y)$/, "") : word;
  const at = text.indexOf(stem);
  if (at < 0) return 0;
  const starts = new RegExp(`(?<![a-z0-9])${stem.replace(/[^a-z0-9]/g, "\\$&")}`).test(text);
  return starts ? 1 : stem.length > 2 ? 0.3 : 0;
}

/** The documents that hold every word, the best first. */
function search(query) {
  const words = wordsOf(query);
  if (!words.length) return [];
  const whole = fold(query).trim();
  const found = [];
  for (const document of documents) {
    let score = 0;
    for (const word of words) {
      const best = Math.max(3 * match(document.names, word), 2 * match(document.heading, word), match(document.body, word));
      if (!best) { score = 0; break; }
      score += best;
    }
    if (!score) continue;
    if (document.exact.includes(whole)) score += 10;
    else if (document.names.includes(whole) || document.heading.includes(whole)) score += 2;
    else if (document.body.includes(whole)) score += 1;
    found.push({ ...document.shown, score, text: excerpt(document.shown.text, words) });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, MOST);
}

const escape = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** The line of a text with the first word in it, that word marked; as HTML. */
function excerpt(text, words) {
  const folded = fold(text);
  for (const word of words) {
    const at = folded.length === text.length ? folded.indexOf(word) : -1;
    if (at < 0) continue;
    const start = Math.max(text.lastIndexOf("\n", at) + 1, at - EXCERPT / 2);
    const newline = text.indexOf("\n", at);
    const end = Math.min(newline < 0 ? text.length : newline, at + EXCERPT);
    const cut = at + word.length;
    return `${escape(text.slice(start, at))}<mark>${escape(text.slice(at, cut))}</mark>${escape(text.slice(cut, end))}`;
  }
  return escape(text.split("\n", 1)[0].slice(0, EXCERPT));
}

function setUp({ docs }) {
  documents = docs.map(({ location, title, text, names = [] }) => ({
    shown: { location, title: escape(title), text, terms: {} },
    exact: [title, ...names].map(fold),
    names: fold(names.join("\n")),
    heading: fold(title),
    body: fold(text),
  }));
}

addEventListener("message", ({ data }) => {
  if (data.type === SETUP) {
    setUp(data.data);
    postMessage({ type: READY });
  } else if (data.type === QUERY) {
    postMessage({ type: RESULT, data: { items: search(data.data).map((document) => [document]) } });
  }
});
