// Conformance of the built pages to the HTML standard. What is relaxed is markup of the theme outside the blocks that
// an override can mend; none of it troubles a browser.
module.exports = {
  root: true,
  extends: ["html-validate:standard"],
  elements: [
    "html5",
    // the theme writes an empty tabindex on the labels of its menu
    { label: { inherit: "label", attributes: { tabindex: { enum: ["", "/-?\\d+/"] } } } },
  ],
  rules: {
    // the theme keeps browsers from restoring the switches of its menu and search (checkboxes) with autocomplete="off"
    "valid-autocomplete": "off",
  },
};
