"""Paths of requests: Face calls, the version in their path, and the response style that goes with it."""

from __future__ import annotations

from starlette.requests import Request

from pulumi_azure_face.emulator.responses.styles import STRICT, V1_0, Style
from pulumi_azure_face.emulator.service import get_service

FACE_PREFIX = "/face/"
HEALTH_PATH = "/healthz"


def is_face_call(path: str) -> bool:
    return path.lower().startswith(FACE_PREFIX)


def path_below_version(path: str) -> str:
    """Return the path that fault rules match: `/persongroups` for `/face/v1.2/persongroups`, in every version."""
    return "/" + path.split("/", 3)[-1]


def select_style(request: Request) -> Style:
    """Return the style in which the response to a Face call is written."""
    is_v1_0 = request.scope["root_path"].lower().endswith("/v1.0")
    return V1_0 if is_v1_0 and get_service(request).settings.v1_style else STRICT
