"""Put the plan and the drift into one comment of the pull request, and update it on the next run.

    python comment.py github    needs GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY, PULL_REQUEST
    python comment.py azure     needs SYSTEM_ACCESSTOKEN and the predefined variables of a pull request build

The comment is found again by a hidden marker with the name of the stack. Only the standard library is used.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

REPORTS = Path("reports")
MAX_LENGTH = 50_000  # characters of each part; GitHub refuses a comment of more than 65,536
PAGE_SIZE = 100
TIMEOUT = 30.0  # seconds
AZURE_VERSION = "api-version=7.1"


def main(platform: str) -> None:
    stack = os.environ["PULUMI_STACK"]
    marker = f"<!-- azure-face-plan {stack} -->"
    update = {"github": update_github, "azure": update_azure}[platform]
    print(update(marker, compose(marker, stack)))


def compose(marker: str, stack: str) -> str:
    """Return the text of the comment."""
    plan = shorten(read("preview.txt") or "There is no plan: the preview did not run.")
    drift = shorten(read("drift.md") or "There is no drift report: the check did not run or could not tell.")
    fence = "`" * 8  # longer than any fence in the plan
    return "\n".join(
        (
            marker,
            f"## Face containers of stack {stack}",
            "",
            f"<details open><summary>Plan: {summary(plan)}</summary>",
            "",
            f"{fence}diff",
            plan,
            fence,
            "</details>",
            "",
            drift,
        )
    )


def summary(plan: str) -> str:
    """Return the counts at the end of a preview in one line, such as `+ 2 to create, 1 unchanged`."""
    _, found, counts = plan.rpartition("Resources:")
    if not found:
        return "see below"
    lines = counts.strip().split("\n\n")[0].splitlines()
    return ", ".join(" ".join(line.split()) for line in lines if line.strip())


def read(name: str) -> str:
    path = REPORTS / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def shorten(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}\n... (shortened; the log of the job has it all)"


# --- GitHub -----------------------------------------------------------------------------------------------------------


def update_github(marker: str, body: str) -> str:
    repository = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    comments = f"{repository}/{os.environ['PULL_REQUEST']}/comments"
    headers = {"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}", "Accept": "application/vnd.github+json"}
    for comment in github_comments(comments, headers):
        if comment["body"].startswith(marker):
            send("PATCH", f"{repository}/comments/{comment['id']}", headers, {"body": body})
            return "updated the comment"
    send("POST", comments, headers, {"body": body})
    return "added a comment"


def github_comments(url: str, headers: dict[str, str]) -> Iterator[dict[str, Any]]:
    page, comments = 1, send("GET", f"{url}?per_page={PAGE_SIZE}", headers)
    while comments:
        yield from comments
        page += 1
        is_last = len(comments) < PAGE_SIZE
        comments = [] if is_last else send("GET", f"{url}?per_page={PAGE_SIZE}&page={page}", headers)


# --- Azure Repos ------------------------------------------------------------------------------------------------------


def update_azure(marker: str, body: str) -> str:
    collection, project = os.environ["SYSTEM_COLLECTIONURI"], quote(os.environ["SYSTEM_TEAMPROJECT"])
    repository, pull_request = os.environ["BUILD_REPOSITORY_ID"], os.environ["SYSTEM_PULLREQUEST_PULLREQUESTID"]
    threads = f"{collection}{project}/_apis/git/repositories/{repository}/pullRequests/{pull_request}/threads"
    headers = {"Authorization": f"Bearer {os.environ['SYSTEM_ACCESSTOKEN']}"}
    for thread in send("GET", f"{threads}?{AZURE_VERSION}", headers)["value"]:
        for comment in thread["comments"]:
            if not thread.get("isDeleted") and (comment.get("content") or "").startswith(marker):
                address = f"{threads}/{thread['id']}/comments/{comment['id']}?{AZURE_VERSION}"
                send("PATCH", address, headers, {"content": body})
                return "updated the comment"
    # A closed thread does not block a pull request that requires all comments to be resolved.
    new_thread = {"comments": [{"parentCommentId": 0, "content": body, "commentType": "text"}], "status": "closed"}
    send("POST", f"{threads}?{AZURE_VERSION}", headers, new_thread)
    return "added a comment"


def send(method: str, url: str, headers: dict[str, str], body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, {**headers, "Content-Type": "application/json", "User-Agent": "azure-face"}, method=method
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
        return json.loads(response.read() or b"null")


if __name__ == "__main__":
    main(sys.argv[1])
