/* The theme's search box listens to keys only; text that is pasted or comes from an input method searches too. */
addEventListener("input", ({ target }) => {
  if (target.matches("[data-md-component=search-query]")) target.dispatchEvent(new KeyboardEvent("keyup"));
});
