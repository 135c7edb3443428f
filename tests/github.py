"""What the workflows ask of their host, or tell it: `python -m tests.github comment FILE | last-good`.

Reads the variables that the host sets for every step (GITHUB_…). Needs nothing but Python.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

MARK = "<!-- what this change does -->"
"""By which the comment is found when it is to be replaced."""
_TAG = re.compile(r"<(?!/?(?:details|summary|del|ins|br)>)")
"""Where HTML begins that does more than fold or mark a text."""
LONGEST = 60_000
"""Characters of a comment; the host refuses one of more than 65,536."""
ABOVE = (
    "以下由本合并请求自己的代码生成，未经核对。\n"
    "Below is what the code of this pull request itself reports; nobody has checked it.\n"
)
CUT = "\n\n……其余见附件 `impact`。 · The rest is in the artifact `impact`.\n"


def comment_of(report: str) -> str:
    """The comment that shows a report.

    The report comes from code that anybody may have changed: it must call nobody (@), load no picture, hide nothing in
    HTML and pass for no other comment.
    """
    tame = _TAG.sub("&lt;", report.replace("\0", "").replace("@", "@\u200b").replace("![", "!\\["))
    if len(tame) > LONGEST:
        tame = (tame[:LONGEST].rpartition("\n")[0] or tame[:LONGEST]) + CUT
    return f"{MARK}\n{ABOVE}\n{tame}"


def ask(path: str, data: object = None, method: str = "GET") -> Any:
    """The host's answer to a question about this repository, read as JSON.

    Raises:
        OSError: when the host refuses or is not reached.
    """
    request = Request(
        f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}",
        json.dumps(data).encode() if data else None,
        {"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"},
        method=method,
    )
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def pull_request(run: Any) -> int | None:
    """The number of the open pull request whose last commit a run was for; it is the host that says so."""
    head = f"{run['head_repository']['owner']['login']}:{run['head_branch']}"
    found = ask(f"pulls?{urlencode({'state': 'open', 'head': head})}")
    return next((one["number"] for one in found if one["head"]["sha"] == run["head_sha"]), None)


def comment(report: Path) -> int:
    """Put the report under its pull request, in place of an earlier one."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    number = pull_request(event["workflow_run"])
    if number is None or not report.is_file():
        print("There is no report, or no open pull request that it is about.")
        return 0
    body = {"body": comment_of(report.read_text(encoding="utf-8", errors="replace"))}
    before = ask(f"issues/{number}/comments?per_page=100")
    own = (one for one in before if one["body"].startswith(MARK) and one["user"]["type"] == "Bot")
    earlier = next(own, None)
    if earlier:
        ask(f"issues/comments/{earlier['id']}", body, "PATCH")
    else:
        ask(f"issues/{number}/comments", body, "POST")
    print(f"The report stands under pull request {number}.")
    return 0


def last_good() -> int:
    """Say which run published last with success, so that what it published can be put back."""
    query = urlencode({"branch": "main", "status": "success", "per_page": 1})
    runs = ask(f"actions/workflows/publish.yml/runs?{query}")["workflow_runs"]
    if not runs:
        print("Nothing was published with success before, so there is nothing to put back.")
        return 1
    set_output("run", str(runs[0]["id"]))
    return 0


def set_output(name: str, value: str) -> None:
    """Give a value to the steps that follow, and print it."""
    print(f"{name}={value}")
    if file := os.environ.get("GITHUB_OUTPUT"):
        with Path(file).open("a", encoding="utf-8") as outputs:
            outputs.write(f"{name}={value}\n")


if __name__ == "__main__":
    sys.exit(comment(Path(sys.argv[2])) if sys.argv[1] == "comment" else last_good())
