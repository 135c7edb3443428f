"""`python -m tests.mistakes [NAME …]`: write down what `check` says now of these mistakes, or of all."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from . import CASES, LANGUAGES, told

for case in CASES:
    if not sys.argv[1:] or case.name in sys.argv[1:]:
        for language in LANGUAGES:
            with TemporaryDirectory() as folder:
                (case / f"{language}.txt").write_text(told(case, Path(folder), language), encoding="utf-8")
