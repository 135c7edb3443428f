/* Shows a page in Traditional characters, and what other scripts add to it later. The build adds the call of `show`
   with the table for the texts of the site (generator/traditional.py). What is typed or copied stays as it is; whoever
   wants the page as it is written loads it anew. */
function show({ marks, passages }) {
  const LEFT = "script, style, textarea, input, code, .lt-traditional span, [data-md-component=search-suggest]";
  const INLINE = "a, abbr, b, cite, em, mark, q, small, span, strong, time, tspan";
  const SPOKEN = ["alt", "aria-label", "placeholder", "title"];
  const pairs = [...marks];
  const rule = new Map(pairs.flatMap((mark, place) => (place % 2 ? [] : [[mark, pairs[place + 1]]])));
  const written = new WeakMap(); // what a text node said before, and what it says now
  const spoken = new WeakSet();

  /* What each character of a text becomes. */
  const traditional = (text) => {
    const made = text.split("").map((mark) => rule.get(mark) ?? mark);
    const han = `|${text.replace(/[^\u3400-\u9fff]/g, "|")}|`;
    for (const [passage, place, mark] of passages)
      for (let found = han.indexOf(passage); found >= 0; found = han.indexOf(passage, found + 1)) made[found + place - 1] = mark;
    return made;
  };
  const block = (node) => {
    let above = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    while (above.matches(INLINE)) above = above.parentElement;
    return above;
  };

  /* A word may be parted by marks and links, so texts are taken together as far as a block goes. */
  const convert = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest(LEFT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const nodes = [];
    let text = "";
    for (let last; walk.nextNode(); last = block(walk.currentNode)) {
      const node = walk.currentNode;
      if (last !== block(node)) text += "\n";
      const before = written.get(node)?.now === node.data ? written.get(node).before : node.data;
      nodes.push([node, before, text.length]);
      text += before;
    }
    const made = traditional(text);
    for (const [node, before, start] of nodes) {
      const now = made.slice(start, start + before.length).join("");
      written.set(node, { before, now });
      if (node.data !== now) node.data = now;
    }
    for (const element of [root, ...root.querySelectorAll("*")]) {
      if (spoken.has(element) || element.closest(".lt-traditional span, textarea")) continue;
      spoken.add(element);
      for (const name of SPOKEN) if (element.hasAttribute(name)) element.setAttribute(name, traditional(element.getAttribute(name)).join(""));
      if (/^zh(-Hans)?$/.test(element.lang)) element.lang = "zh-Hant-HK";
    }
  };

  convert(document.documentElement);
  new MutationObserver((changes) => {
    const nodes = changes.flatMap(({ type, target, addedNodes }) => (type === "characterData" ? [target] : [...addedNodes]));
    const kinds = [Node.TEXT_NODE, Node.ELEMENT_NODE];
    for (const root of new Set(nodes.filter((node) => node.isConnected && kinds.includes(node.nodeType)).map(block))) convert(root);
  }).observe(document.documentElement, { childList: true, characterData: true, subtree: true });
}
