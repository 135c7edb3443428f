/* What may become of text in this page (Trusted Types; see generator/policy.py): the theme makes markup of results of
   the search only, and runs no script but ours and its own. This file comes before the theme's. */
const assets = new URL(".", document.currentScript.src).href;
{
  const strange = /<(?!\/?(?:mark|small|h1|h2|div)>|div class="md-search-result__icon md-icon">)/;
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: (markup) => (strange.test(markup) ? null : markup),
    createScriptURL: (address) => (new URL(address, location.href).href.startsWith(assets) ? address : null),
  });
}

/* The theme's search box listens to keys only; text that is pasted or comes from an input method searches too. */
addEventListener("input", ({ target }) => {
  if (!target.matches("[data-md-component=search-query]")) return;
  for (const key of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(key));
});

/* A search that is closed gives the focus back to where it was; also one closed in the instant before the theme, which
   waits for the focus to rest, has opened it. */
{
  let before = null;
  const toggle = document.querySelector("[data-md-toggle=search]");
  const query = "[data-md-component=search-query]";
  addEventListener("focusin", ({ target, relatedTarget }) => {
    if (target.matches(query) && !relatedTarget?.closest(".md-search")) before = relatedTarget;
  });
  toggle?.addEventListener("change", () => {
    if (!toggle.checked) setTimeout(() => document.activeElement === document.body && before?.focus());
  });
  addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || toggle?.checked || !target.matches(query)) return;
    target.blur();
    before?.focus();
  });
}

/* The theme's share button copies the address of the query before the last key; it should copy the one it shows. */
addEventListener(
  "click",
  ({ target }) => {
    const share = target.closest("[data-md-component=search-share]");
    if (share) share.dataset.clipboardText = share.href;
  },
  true,
);

/* The theme counts every list it is sent, also those that only lead on; our engine says how many are results, or that
   it waits for more of its data. */
addEventListener("DOMContentLoaded", () => {
  globalThis.component$?.subscribe(({ ref, found, waiting }) => {
    if (found === undefined && !waiting) return;
    const { translations } = JSON.parse(document.getElementById("__config").textContent);
    const said = translations[`search.result.${waiting ? "waiting" : (["none", "one"][found] ?? "other")}`];
    ref.querySelector(".md-search-result__meta").textContent = said.replace("#", found);
  });
});

/* What is kept in this browser, where it may keep anything. */
function kept(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

/* The theme's keys of one letter, f, s and /, open the search. Who speaks to the browser, or has a hand that trembles,
   can switch them off (WCAG 2.1.4); the choice is kept. */
{
  const button = document.querySelector(".lt-keys");
  const tell = (on) => button.setAttribute("aria-pressed", on);
  const on = () => button.ariaPressed === "true";
  tell(kept((store) => store.getItem("lt-keys")) !== "off");
  button.hidden = false;
  button.addEventListener("click", () => {
    tell(!on());
    kept((store) => (on() ? store.removeItem("lt-keys") : store.setItem("lt-keys", "off")));
  });
  addEventListener(
    "keydown",
    (event) => {
      if (on() || event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.matches("input, select, textarea") || document.querySelector("[data-md-toggle=search]")?.checked) return;
      event.stopImmediatePropagation();
    },
    true,
  );
}

/* The button for the menu says whether it is open, and is pressed as any other. */
for (const button of document.querySelectorAll(".lt-menu")) {
  const toggle = document.getElementById("__drawer");
  const tell = () => button.setAttribute("aria-expanded", toggle.checked);
  toggle.addEventListener("change", tell);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    button.click();
  });
  tell();
}

/* The large search box of the home page opens the theme's own. */
addEventListener("click", ({ target }) => {
  if (!target.closest("[data-lt-search]")) return;
  const toggle = document.querySelector("[data-md-toggle=search]");
  if (!toggle.checked) toggle.click();
  document.querySelector("[data-md-component=search-query]")?.focus();
});

/* The other language shows the same view and the same place of the page. */
for (const link of document.querySelectorAll(".lt-languages__link")) {
  link.addEventListener("click", () => {
    link.search = location.search;
    link.hash = location.hash;
  });
}

/* Chinese pages in Traditional characters for whoever asks for them, until they ask for the Simplified ones. */
for (const link of document.querySelectorAll(".lt-traditional")) {
  const chinese = document.documentElement.lang.startsWith("zh");
  let shown = false;
  const show = () => {
    shown = true;
    document.head.append(Object.assign(document.createElement("script"), { src: `${assets}traditional.js` }));
    for (const note of document.querySelectorAll(".lt-converted")) note.hidden = false;
    Object.assign(link.firstElementChild, { textContent: link.dataset.simplified, lang: "zh-Hans" });
  };
  if (chinese && kept((store) => store.getItem("lt-traditional"))) show();
  link.hidden = false;
  link.addEventListener("click", (event) => {
    kept((store) => (shown ? store.removeItem("lt-traditional") : store.setItem("lt-traditional", "on")));
    if (!chinese) return;
    event.preventDefault();
    if (shown) location.reload();
    else show();
  });
}

/* An address that leads nowhere offers a search for its words, the language of the address first. */
for (const section of document.querySelectorAll(".lt-lost")) {
  const home = new URL(section.dataset.ltHome, location.href).pathname;
  if (location.pathname.startsWith(home)) section.parentElement.querySelector("h1").after(section);
  let asked = location.pathname.replace(/\/$|\.html$/g, "").split("/").pop();
  try {
    asked = decodeURIComponent(asked);
  } catch {
    // Badly encoded: its words are those that stand there
  }
  asked = asked.replaceAll("-", " ");
  const link = section.querySelector(".lt-lost__search a");
  link.href = `${home}?q=${encodeURIComponent(asked)}`;
  link.querySelector("b").textContent = asked;
  link.parentElement.hidden = !asked;
}

/* A term of the glossary is explained beside it: under the mouse, at the keyboard's focus, at the first touch.
   It stays while the mouse is on it and goes with Escape (WCAG 1.4.13). */
{
  const tip = document.createElement("div");
  tip.className = "lt-tip";
  tip.id = "lt-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let shown = null;
  let leaving = 0;
  let terms = null;

  const load = (link) => (terms ??= fetch(new URL("terms.json", link.href)).then((answer) => answer.json()));

  async function show(link) {
    clearTimeout(leaving);
    if (shown === link) return;
    hide();
    shown = link;
    const found = (await load(link).catch(() => (terms = null)))?.[link.hash.slice(1)];
    if (!found || shown !== link) return;
    const name = document.createElement("strong");
    const text = document.createElement("span");
    const more = document.createElement("a");
    [name.textContent, text.textContent, more.textContent] = [found[0], found[1], found[2]];
    more.href = link.href;
    more.tabIndex = -1;
    tip.replaceChildren(name, text, document.createElement("br"), more);
    tip.lang = document.documentElement.lang;
    tip.hidden = false;
    link.setAttribute("aria-describedby", tip.id);
    const box = link.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 12);
    const below = box.bottom + tip.offsetHeight + 8 < innerHeight;
    tip.style.left = `${Math.max(12, left) + scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 4 : box.top - tip.offsetHeight - 4) + scrollY}px`;
  }

  function hide() {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  }

  const term = (event) => event.target.closest?.("a.lt-term");
  const soon = () => { leaving = setTimeout(hide, 200); };
  document.body.append(tip);
  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (term(event)) show(term(event));
    else if (tip.contains(event.target)) clearTimeout(leaving);
    else if (shown && shown !== document.activeElement) { clearTimeout(leaving); soon(); }
  });
  addEventListener("focusin", (event) => { if (term(event)) show(term(event)); });
  addEventListener("focusout", (event) => { if (term(event)) soon(); });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("pointerdown", (event) => {
    const link = term(event);
    if (event.pointerType === "touch" && link && shown !== link) {
      // A touch that becomes a scroll has no click: it must not take the next one's
      const over = new AbortController();
      link.addEventListener("click", (click) => { click.preventDefault(); over.abort(); }, { signal: over.signal });
      link.addEventListener("pointercancel", () => over.abort(), { signal: over.signal });
      show(link);
    } else if (!link && !tip.contains(event.target)) hide();
  });
}

/* A text to be copied: the button appears with the script that can do it; the answer stands beside it and is read out. */
for (const button of document.querySelectorAll("[data-lt-copy]")) button.hidden = false;
addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-lt-copy]");
  if (!button) return;
  const field = button.parentElement.querySelector("textarea");
  const said = button.parentElement.querySelector("output");
  said.textContent = "";
  const done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  if (!done) field.select();
  if (done || document.execCommand("copy")) said.textContent = button.closest("[data-lt-copied]").dataset.ltCopied;
  if (!done) button.focus();
});
