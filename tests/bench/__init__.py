"""How fast the site is built, beside what others would take for it: `make bench`."""
