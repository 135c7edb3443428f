"""The Luohu Ten Plans explorer: from a government plan written down in YAML to a two-language static site."""
