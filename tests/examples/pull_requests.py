"""The comments of a pull request on GitHub and in Azure Repos, as a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-of-the-pipeline"
GITHUB_PATH = "/repos/acme/faces/issues"
AZURE_PATH = "/acme/my%20faces/_apis/git/repositories/repository-id/pullRequests/7/threads"


@dataclass
class PullRequest:
    """The comments, oldest first, and the requests that were made."""

    url: str = ""
    comments: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Return the variables that the services set in every step."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": "acme/faces",
            "SYSTEM_COLLECTIONURI": f"{self.url}/acme/",
            "SYSTEM_TEAMPROJECT": "my faces",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
            "BUILD_REPOSITORY_ID": "repository-id",
        }

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> object:
        """Change the comments as the service does and return its reply. An unknown call is a KeyError."""
        is_github = path.startswith(GITHUB_PATH)
        if method == "PATCH":
            collection = f"{GITHUB_PATH}/comments/" if is_github else f"{AZURE_PATH}/"
            assert path.startswith(collection), path
            place = int(path.removeprefix(collection).partition("/")[0])
            self.comments[place] = body["body" if is_github else "content"]
            return {}
        assert path == (f"{GITHUB_PATH}/7/comments" if is_github else AZURE_PATH), path
        if method == "POST":
            self.comments.append(body["body"] if is_github else body["comments"][0]["content"])
            return {}
        if is_github:
            first = (int(query.get("page", ["1"])[0]) - 1) * 100
            return [{"id": index, "body": text} for index, text in list(enumerate(self.comments))[first : first + 100]]
        threads = [{"id": index, "comments": [{"id": 1, "content": text}]} for index, text in enumerate(self.comments)]
        return {"value": [{"id": 99, "comments": [{"id": 1}]}, *threads]}  # the service's own threads have no content


@contextmanager
def pull_request() -> Iterator[PullRequest]:
    """Serve a pull request with two comments of people."""
    shown = PullRequest(comments=["Looks good", "Really"])

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            assert self.headers["Authorization"] == f"Bearer {TOKEN}"
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or "null")
            address = urlsplit(self.path)
            shown.requests.append(f"{self.command} {address.path}")
            reply = json.dumps(shown.answer(self.command, address.path, parse_qs(address.query), body)).encode()
            self.send_response_only(200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names that the server calls

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False
        thread = Thread(target=server.serve_forever)
        thread.start()
        shown.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield shown
        finally:
            server.shutdown()
            thread.join()
