/* The filters of the page of all items and of the ledger of targets. Both pages are whole without this file: it loads
   data, shows the tools that wait hidden, and writes what is asked into the address, so that a view can be shared.
   The address says `text` and not `q`, because the theme opens the site's search for `?q=` on every page. */
(() => {
  "use strict";

  /* What both pages need */

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const load = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer;
  };

  /** Text as it is compared: full-width forms, capitals, traditional characters and quotation marks folded (pairs:
      羅罗舊旧). */
  const folder = (pairs) => {
    const simple = new Map();
    for (let place = 0; place < pairs.length; place += 2) simple.set(pairs[place], pairs[place + 1]);
    const old = pairs && new RegExp(`[${[...simple.keys()].join("")}]`, "g");
    return (text) => {
      const plain = text.normalize("NFKC").toLowerCase();
      return old ? plain.replace(old, (character) => simple.get(character)) : plain;
    };
  };
  const wordsOf = (text) => text.split(/\s+/).filter(Boolean);

  /** The rows of a CSV file with their line ends, the header first. A line end inside quotes ends no row. */
  const rowsOf = (csv) => {
    const rows = [];
    let start = 0;
    let quoted = false;
    for (let place = 0; place < csv.length; place += 1) {
      const character = csv[place];
      if (character === '"') quoted = !quoted;
      else if (character === "\n" && !quoted) {
        rows.push(csv.slice(start, place + 1));
        start = place + 1;
      }
    }
    if (start < csv.length) rows.push(csv.slice(start));
    return rows;
  };

  /** Saves rows of a published CSV file, byte for byte: those with these ids, in this order. */
  const download = async (csv, ids) => {
    const bytes = await (await load(csv)).arrayBuffer();
    const [header, ...rows] = rowsOf(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    const rowOf = new Map(rows.map((row) => [row.slice(0, row.indexOf(",")).replaceAll('"', ""), row]));
    const blob = new Blob([header, ...ids.map((id) => rowOf.get(id))], { type: "text/csv;charset=utf-8" });
    const link = element("a", { href: URL.createObjectURL(blob), download: csv.split("/").pop() });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const remember = (parameters, push) => {
    const query = parameters.toString();
    if (query === new URLSearchParams(location.search).toString()) return;
    history[push ? "pushState" : "replaceState"](null, "", location.pathname + (query ? `?${query}` : ""));
  };

  /** The same conditions lead to the other editions, but for the plan, for each edition has plans of its own. */
  const carry = () => {
    const asked = new URLSearchParams(location.search);
    asked.delete("plan");
    for (const link of document.querySelectorAll(".lt-editions a")) link.search = asked;
  };

  /** The button that copies the address; browsers offer the clipboard on secure pages only, and may refuse it. */
  const offerAddress = (button, { copied, not_copied: refused }, tell) => {
    const label = button.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      tell("");
      const done = await navigator.clipboard.writeText(location.href).then(() => true, () => false);
      if (!done) return tell(refused);
      button.textContent = copied;
      setTimeout(() => (button.textContent = label), 2500);
    });
  };

  const offerDownload = (button, root, ids, tell, failed) =>
    button.addEventListener("click", async () => {
      tell("");
      try {
        await download(root.dataset.csv, ids());
      } catch {
        tell(failed);
      }
    });

  /** Calls `act` when typing pauses; browsers allow only so many addresses in a while. */
  const afterTyping = (box, act) => {
    let timer = 0;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(act, 120);
    });
  };

  const teller = (note) => (text) => {
    note.textContent = text;
    note.hidden = !text;
  };

  /* Sets of rows: a bit for each row, so that 10,000 rows are filtered and counted within a frame */

  const setOf = (size) => new Uint32Array(Math.ceil(size / 32));
  const put = (set, row) => (set[row >> 5] |= 1 << (row & 31));
  const holds = (set, row) => (set[row >> 5] >>> (row & 31)) & 1;
  const bitsOf = (number) => {
    let bits = number - ((number >>> 1) & 0x55555555);
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  };
  /** How many rows two sets share. */
  const shared = (one, other) => {
    let count = 0;
    for (let place = 0; place < one.length; place += 1) count += bitsOf(one[place] & other[place]);
    return count;
  };
  const everything = (size) => {
    const set = setOf(size);
    for (let row = 0; row < size; row += 1) put(set, row);
    return set;
  };
  const both = (one, other) => one.map((bits, place) => bits & other[place]);

  /* The page of all items */

  const PAGE = 60;
  const FEW = 8;
  const LONG = 14;
  const OPEN = ["plan", "topic"];

  const explore = async (root) => {
    const words = JSON.parse(root.querySelector("script").textContent);
    const part = (name) => root.querySelector(`.lt-explore__${name}`);
    const plain = part("plain");
    const status = part("count");
    const box = root.querySelector("input[name=text]");
    const sort = root.querySelector("select[name=sort]");
    const chips = root.querySelector(".lt-chips");
    const more = part("more").firstElementChild;
    const close = part("close").firstElementChild;
    const reset = part("reset");
    const opener = part("open");
    const tell = teller(root.querySelector("[role=alert]"));

    plain.hidden = location.search.length > 1;
    let data;
    try {
      data = await (await load(root.dataset.items)).json();
    } catch {
      plain.hidden = false;
      root.classList.add("lt-failed");
      tell(words.failed);
      return;
    }

    const rows = data.rows;
    const size = rows.length;
    const fold = folder(data.fold);
    const every = everything(size);
    const facets = data.facets.map(([name, title, values], place) => {
      const own = values.map(([value, label]) => ({ value, label, rows: setOf(size), chosen: false, count: 0 }));
      rows.forEach((row, number) => row[2][place].forEach((value) => put(own[value].rows, number)));
      return { name, title, values: own, long: own.length > LONG, all: false, find: "" };
    });
    const places = Object.fromEntries(facets.map((facet, place) => [facet.name, place]));
    const inOrder = rows.map((_, number) => number);
    const orders = {
      "": inOrder,
      targets: [...inOrder].sort((one, other) => rows[other][3] - rows[one][3] || one - other),
      yuan: [...inOrder].sort((one, other) => rows[other][4] - rows[one][4] || one - other),
    };
    let found = [];
    let limit = PAGE;

    /* Typed text; the texts are loaded when somebody types */

    let searched = rows.map((row) => fold(`${row[0]}\n${row[1]}`));
    let texts;
    const needTexts = () => {
      texts ??= load(root.dataset.texts)
        .then((answer) => answer.json())
        .then((own) => {
          searched = searched.map((text, number) => `${text}\n${fold(own[number])}`);
          tell("");
        })
        .catch(() => {
          texts = undefined;
          tell(words.texts_failed);
        });
      return texts;
    };
    const matching = () => {
      const typed = wordsOf(fold(box.value));
      if (!typed.length) return every;
      const set = setOf(size);
      searched.forEach((text, number) => typed.every((word) => text.includes(word)) && put(set, number));
      return set;
    };

    /* The state in the address */

    const read = () => {
      const asked = new URLSearchParams(location.search);
      for (const facet of facets) {
        const own = new Set(asked.getAll(facet.name));
        for (const value of facet.values) value.chosen = own.has(value.value);
      }
      box.value = asked.get("text") ?? "";
      sort.value = Object.hasOwn(orders, asked.get("sort") ?? "") ? (asked.get("sort") ?? "") : "";
    };
    const write = (push) => {
      const parameters = new URLSearchParams();
      for (const { name, values } of facets)
        for (const value of values) if (value.chosen) parameters.append(name, value.value);
      if (box.value.trim()) parameters.set("text", box.value.trim());
      if (sort.value) parameters.set("sort", sort.value);
      remember(parameters, push);
    };

    /* Counting: beside a value stands how many rows have it and meet the conditions of all other facets */

    const count = () => {
      const text = matching();
      const allowed = facets.map((facet) => {
        const chosen = facet.values.filter((value) => value.chosen);
        if (!chosen.length) return every;
        const union = setOf(size);
        for (const value of chosen) value.rows.forEach((bits, place) => (union[place] |= bits));
        return union;
      });
      facets.forEach((facet, own) => {
        const others = allowed.reduce((set, one, place) => (place === own ? set : both(set, one)), text);
        for (const value of facet.values) value.count = shared(value.rows, others);
      });
      const left = allowed.reduce(both, text);
      found = orders[sort.value].filter((row) => holds(left, row));
    };

    /* Drawing. What stays in its place is not touched, so that the keyboard keeps it. */

    const arrange = (list, nodes) => {
      if (nodes.length === list.children.length && nodes.every((node, place) => node === list.children[place])) return;
      list.replaceChildren(...nodes);
    };

    const drawValue = (facet, value) => {
      if (!value.node) {
        value.box = element("input", { type: "checkbox", name: facet.name, value: value.value });
        value.box.addEventListener("change", () => {
          value.chosen = value.box.checked;
          value.kept = true;
          changed();
        });
        value.number = element("span", { className: "lt-facet__number" });
        const name = element("span", { className: "lt-facet__name" }, value.label);
        value.node = element("li", {}, element("label", {}, value.box, name, value.number));
      }
      value.box.checked = value.chosen;
      value.box.disabled = !value.count && !value.chosen;
      value.number.textContent = value.count;
      return value.node;
    };

    const drawFacet = (facet) => {
      const chosen = facet.values.filter((value) => value.chosen).length;
      if (!facet.node) {
        facet.mark = element("b");
        facet.list = element("ul");
        const legend = element("legend", {}, facet.title);
        const fields = element("fieldset", {}, legend);
        if (facet.long) {
          const find = element("input", { type: "search", autocomplete: "off" });
          const label = fill(words.find_value, { facet: facet.title });
          find.placeholder = label;
          find.setAttribute("aria-label", label);
          find.addEventListener("input", () => {
            facet.find = fold(find.value);
            drawFacet(facet);
          });
          facet.more = element("button", { type: "button", className: "lt-facet__more" });
          facet.more.addEventListener("click", () => {
            facet.all = !facet.all;
            drawFacet(facet);
          });
          fields.append(find, facet.list, facet.more);
        } else fields.append(facet.list);
        facet.node = element("details", { className: "lt-fold lt-facet" });
        facet.node.open = chosen > 0 || (OPEN.includes(facet.name) && matchMedia("(min-width: 60em)").matches);
        facet.node.append(element("summary", {}, facet.title, " ", facet.mark), fields);
      }
      facet.mark.textContent = chosen || "";
      let offered = facet.values;
      if (facet.long) {
        offered = offered.filter((value) => value.count || value.chosen || value.kept);
        offered.sort((one, other) => other.count - one.count);
        const whole = offered.length;
        if (facet.find) offered = offered.filter((value) => fold(value.label).includes(facet.find));
        else if (!facet.all)
          offered = offered.filter((value, place) => place < FEW || value.chosen || value.kept);
        facet.more.hidden = Boolean(facet.find) || whole <= FEW;
        facet.more.textContent = facet.all ? words.show_few : fill(words.show_all, { n: whole });
      }
      arrange(
        facet.list,
        offered.map((value) => drawValue(facet, value)),
      );
      return facet.node;
    };

    const drawChips = () => {
      const chip = (label, remove) => {
        const button = element("button", { type: "button", className: "lt-chip" }, label, element("span", {}, "×"));
        button.lastChild.setAttribute("aria-hidden", "true");
        button.setAttribute("aria-label", fill(words.remove, { name: label }));
        button.addEventListener("click", () => {
          const place = [...chips.children].indexOf(button.parentElement);
          remove();
          changed();
          const next = chips.children[Math.min(place, chips.children.length - 1)];
          (next?.firstElementChild ?? status).focus();
        });
        return element("li", {}, button);
      };
      const made = facets.flatMap((facet) =>
        facet.values
          .filter((value) => value.chosen)
          .map((value) => chip(`${facet.title}${words.colon}${value.label}`, () => (value.chosen = false))),
      );
      const typed = box.value.trim();
      if (typed) made.push(chip(`${words.quote[0]}${typed}${words.quote[1]}`, () => (box.value = "")));
      chips.replaceChildren(...made);
      chips.hidden = reset.hidden = !made.length;
      opener.querySelector("b").textContent = facets.flatMap((facet) => facet.values.filter((v) => v.chosen)).length || "";
      /* The button to clear all stands after the chips, within the list's line. */
      if (made.length) chips.append(element("li", {}, reset));
    };

    const names = (row, facet) => row[2][places[facet]].map((value) => facets[places[facet]].values[value]);

    const drawRow = (number) => {
      const row = rows[number];
      const [id, headline, , targets, , sum] = row;
      const small = [];
      if (sort.value === "targets" && targets) small.push(fill(words.targets, { n: targets }));
      if (sort.value === "yuan" && sum) small.push(sum);
      if (sort.value) small.push(...names(row, "plan").map((plan) => plan.label));
      small.push(...names(row, "topic").map((topic) => topic.label));
      const link = element(
        "a",
        { className: "lt-line__link", href: root.dataset.item.replace("{id}", id) },
        element("span", { className: "lt-line__id" }, id),
        element("span", { className: "lt-line__text" }, headline, " ", element("small", {}, small.join(" · "))),
      );
      const line = element("li", { className: "lt-line" }, link);
      line.dataset.plan = names(row, "plan")[0].value;
      return line;
    };

    /** The rows from `start`; in the order of the document each plan has its heading. */
    const drawRows = (start) => {
      const area = part("rows");
      if (!start) area.replaceChildren();
      let above = start ? names(rows[found[start - 1]], "plan")[0] : undefined;
      for (const number of found.slice(start, limit)) {
        const plan = sort.value ? undefined : names(rows[number], "plan")[0];
        if (!area.lastElementChild || (plan && plan !== above)) {
          if (plan) {
            const address = root.dataset.planPage.replace("{id}", plan.value);
            const heading = element("h2", {}, element("a", { href: address }, plan.label));
            heading.dataset.plan = plan.value;
            area.append(heading);
          }
          const list = element("ul", { className: "lt-lines" });
          if (plan) list.dataset.plan = plan.value;
          area.append(list);
          above = plan;
        }
        area.lastElementChild.append(drawRow(number));
      }
      area.hidden = !found.length;
      part("none").hidden = found.length > 0;
      const rest = found.length - limit;
      part("more").hidden = rest <= 0;
      more.textContent = fill(words.more, { n: Math.min(rest, PAGE) });
    };

    const draw = () => {
      carry();
      count();
      arrange(part("facets"), facets.map(drawFacet));
      drawChips();
      limit = PAGE;
      drawRows(0);
      const text = found.length === 1 ? words.one : fill(words.count, { n: found.length });
      if (status.textContent !== text) status.textContent = text;
      close.textContent = fill(words.show_results, { n: found.length });
      root.querySelector("button[name=csv]").disabled = !found.length;
    };

    const changed = (push = true) => {
      write(push);
      draw();
    };
    const typed = async () => {
      if (box.value.trim()) await needTexts();
      changed(false);
    };
    const restore = async () => {
      read();
      draw();
      if (box.value) {
        await needTexts();
        draw();
      }
    };

    const panel = (open) => {
      opener.setAttribute("aria-expanded", String(open));
      part("filters").classList.toggle("lt-open", open);
    };
    opener.addEventListener("click", () => panel(opener.getAttribute("aria-expanded") === "false"));
    close.addEventListener("click", () => {
      panel(false);
      status.focus({ preventScroll: true });
      root.scrollIntoView();
    });
    afterTyping(box, typed);
    sort.addEventListener("change", () => changed());
    reset.addEventListener("click", () => {
      for (const facet of facets) for (const value of facet.values) value.chosen = false;
      box.value = "";
      changed();
      status.focus();
    });
    more.addEventListener("click", () => {
      const before = limit;
      limit += PAGE;
      drawRows(before);
      part("rows").querySelectorAll(".lt-line__link")[before].focus();
    });
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    addEventListener("popstate", restore);
    offerAddress(root.querySelector("button[name=share]"), words, tell);
    const asked = () => found.map((row) => rows[row][0]);
    offerDownload(root.querySelector("button[name=csv]"), root, asked, tell, words.csv_failed);

    await restore();
    plain.remove();
    root.classList.remove("lt-waiting");
  };

  /* The ledger of targets: its rows are in the page */

  const ledger = (root) => {
    const words = JSON.parse(root.querySelector("script").textContent);
    /* A view with conditions is shown in a copy of the table, so that no row is seen to move to another place. */
    if (location.search) root.querySelector("table").replaceWith(root.querySelector("table").cloneNode(true));
    const table = root.querySelector("table");
    const body = table.tBodies[0];
    const status = root.querySelector("[role=status]");
    const box = root.querySelector("input[name=text]");
    const sort = root.querySelector("select[name=sort]");
    const selects = ["unit", "nature", "plan"].map((name) => root.querySelector(`select[name=${name}]`));
    const button = (name) => root.querySelector(`button[name=${name}]`);
    const tell = teller(root.querySelector("[role=alert]"));
    const rows = [...body.rows].map((node) => ({ node, ...node.dataset, size: Number(node.dataset.value) }));
    const units = [...selects[0].options].slice(1).map((option) => option.value);
    let found = rows;

    let fold = folder("");
    let pairs;
    const needPairs = () => {
      /* Without the pairs of characters only traditional ones are not found, so a failure needs no message. */
      pairs ??= load(root.dataset.fold)
        .then((answer) => answer.json())
        .then((data) => (fold = folder(data.fold)))
        .catch(() => (pairs = undefined));
      return pairs;
    };

    const read = () => {
      const asked = new URLSearchParams(location.search);
      for (const select of [...selects, sort]) {
        const value = asked.get(select.name) ?? "";
        select.value = [...select.options].some((option) => option.value === value) ? value : "";
      }
      box.value = asked.get("text") ?? "";
    };
    const write = (push) => {
      const parameters = new URLSearchParams();
      for (const select of selects) if (select.value) parameters.set(select.name, select.value);
      if (box.value.trim()) parameters.set("text", box.value.trim());
      if (sort.value) parameters.set("sort", sort.value);
      remember(parameters, push);
    };

    const meets = (row, but) => selects.every((one) => one === but || !one.value || row[one.name] === one.value);

    /** The rows in their order; by size, figures stand among those of their own unit only, under its name. */
    const arrange = () => {
      if (!sort.value) return [body];
      return units.flatMap((unit) => {
        const own = found.filter((row) => row.unit === unit).sort((one, other) => other.size - one.size);
        if (!own.length) return [];
        const heading = element("th", { colSpan: 5, scope: "rowgroup" }, `${words.units[unit]} (${own.length})`);
        const line = element("tr", { className: "lt-ledger__unit" }, heading);
        return [element("tbody", {}, line, ...own.map((row) => row.node))];
      });
    };
    const shown = () => [...table.querySelectorAll("tbody tr[id]:not([hidden])")].map((node) => node.id);

    const draw = () => {
      carry();
      const typed = wordsOf(fold(box.value));
      const text = (row) => typed.every((word) => (row.text ??= row.node.textContent, fold(row.text)).includes(word));
      const matching = typed.length ? rows.filter(text) : rows;
      for (const select of selects) {
        const counts = {};
        for (const row of matching)
          if (meets(row, select)) counts[row[select.name]] = (counts[row[select.name]] ?? 0) + 1;
        for (const option of [...select.options].slice(1)) {
          const count = counts[option.value] ?? 0;
          option.textContent = `${option.dataset.name} (${count})`;
          option.disabled = !count && !option.selected;
        }
      }
      found = matching.filter((row) => meets(row));
      const left = new Set(found);
      for (const row of rows) row.node.hidden = !left.has(row);
      const bodies = arrange();
      if (!sort.value && body.rows.length !== rows.length) body.append(...rows.map((row) => row.node));
      for (const old of [...table.tBodies]) if (!bodies.includes(old)) old.remove();
      table.append(...bodies.filter((one) => !one.isConnected));
      for (const head of table.tHead.querySelectorAll("[data-sort]")) {
        const active = head.dataset.sort === sort.value;
        head.setAttribute("aria-sort", active ? (sort.value ? "descending" : "ascending") : "none");
      }
      const count = fill(words.rows, { shown: found.length, all: rows.length });
      if (status.textContent !== count) status.textContent = count;
      root.querySelector(".lt-explore__none").hidden = found.length > 0;
      table.hidden = button("csv").disabled = !found.length;
      button("reset").disabled = !(typed.length || selects.some((select) => select.value));
    };
    const changed = (push = true) => {
      write(push);
      draw();
    };
    const restore = async () => {
      read();
      if (box.value) await needPairs();
      draw();
    };

    for (const head of table.tHead.querySelectorAll("[data-sort]")) {
      const sorter = element("button", { type: "button", className: "lt-ledger__sort" }, head.textContent);
      sorter.addEventListener("click", () => {
        sort.value = head.dataset.sort;
        changed();
      });
      head.replaceChildren(sorter);
    }
    /* Where the style sheet takes the heads of columns out of sight, the keyboard passes them by; the list of orders
       does the same. */
    const narrow = matchMedia("(max-width: 45em)");
    const offer = () => {
      for (const sorter of table.tHead.querySelectorAll("button")) sorter.tabIndex = narrow.matches ? -1 : 0;
    };
    narrow.addEventListener("change", offer);
    offer();
    for (const select of [...selects, sort]) select.addEventListener("change", () => changed());
    afterTyping(box, async () => {
      await needPairs();
      changed(false);
    });
    button("reset").addEventListener("click", () => {
      for (const select of selects) select.value = "";
      box.value = "";
      changed();
      status.focus();
    });
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    addEventListener("popstate", restore);
    offerAddress(button("share"), words, tell);
    offerDownload(button("csv"), root, shown, tell, words.failed);
    restore();
    root.querySelector(".lt-plain-only").hidden = true;
    root.classList.remove("lt-waiting");
  };

  /** A link to a note that is folded away opens it; newer browsers do so by themselves. */
  const unfold = () => {
    const fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
    if (!fold || fold.open) return;
    fold.open = true;
    fold.scrollIntoView();
  };

  const list = document.querySelector("[data-explore]");
  const table = document.querySelector("[data-ledger]");
  if (list) explore(list);
  if (table) {
    ledger(table);
    addEventListener("hashchange", unfold);
    unfold();
  }
})();
