/* The theme's search box listens to keys only; text that is pasted or comes from an input method searches too. */
addEventListener("input", ({ target }) => {
  if (!target.matches("[data-md-component=search-query]")) return;
  for (const key of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(key));
});

/* The theme's share button copies the address of the query before the last key; it should copy the one it shows. */
addEventListener(
  "click",
  ({ target }) => {
    const share = target.closest("[data-md-component=search-share]");
    if (share) share.dataset.clipboardText = share.href;
  },
  true,
);
