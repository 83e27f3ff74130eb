"""Which addresses may be an endpoint, and what becomes of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_azure_face.client.accounts.endpoint import is_local, is_loopback, may_be_same_account, normalize

HOST = "https://my-face.cognitiveservices.azure.com"


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        pytest.param(HOST, HOST, id="plain"),
        pytest.param(f"  {HOST}\n", HOST, id="with space around"),
        pytest.param(f"{HOST}/", HOST, id="with a slash"),
        pytest.param(f"{HOST}///", HOST, id="with slashes"),
        pytest.param(f"{HOST}/face", HOST, id="with /face"),
        pytest.param(f"{HOST}/face/v1.0", HOST, id="with /face/v1.0"),
        pytest.param(f"{HOST}/Face/v1.2-preview.1/", HOST, id="with a preview version"),
        pytest.param("HTTPS://My-Face.CognitiveServices.Azure.com", HOST, id="in capitals"),
        pytest.param(f"{HOST}:443", HOST, id="with the port of https"),
        pytest.param(f"{HOST}:8443/", f"{HOST}:8443", id="with a port"),
        pytest.param(f"{HOST}:", HOST, id="with an empty port"),
        pytest.param(
            "https://westus.api.cognitive.microsoft.com/",
            "https://westus.api.cognitive.microsoft.com",
            id="regional",
        ),
        pytest.param("https://10.0.0.7", "https://10.0.0.7", id="an address"),
        pytest.param("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", id="an IPv6 address"),
        pytest.param("http://localhost:5000/", "http://localhost:5000", id="http on localhost"),
        pytest.param("http://LOCALHOST", "http://localhost", id="http on LOCALHOST"),
        pytest.param("http://localhost:80", "http://localhost", id="with the port of http"),
        pytest.param("http://127.0.0.1:5000", "http://127.0.0.1:5000", id="http on 127.0.0.1"),
        pytest.param("http://127.8.9.1", "http://127.8.9.1", id="http on 127.x"),
        pytest.param("http://[::1]:5000/face/v1.2", "http://[::1]:5000", id="http on ::1"),
    ],
)
def test_what_is_an_endpoint(text: str, endpoint: str) -> None:
    """An endpoint is kept as scheme, host and port, whatever is usually pasted with it."""
    assert normalize(text) == endpoint


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("", "must be an https address", id="empty"),
        pytest.param("my-face.cognitiveservices.azure.com", "must be an https address", id="no scheme"),
        pytest.param("ftp://my-face.example", "must be an https address", id="another scheme"),
        pytest.param("https://", "must be an https address", id="no host"),
        pytest.param("https:///face/v1.0", "must be an https address", id="no host but a path"),
        pytest.param("https://[::1", "must be an https address", id="half a bracket"),
        pytest.param("https://[::1%25lo]", "must be an https address", id="a scope"),
        pytest.param("https://my face.example", "must be an https address", id="a space inside"),
        pytest.param("https://my\nface.example", "must be an https address", id="a line break inside"),
        pytest.param("https://gesicht-ü.example", "must be an https address", id="another letter"),
        pytest.param("https://\u212aey.example", "must be an https address", id="a letter that folds into ours"),
        pytest.param("https://my..face.example", "must be an https address", id="an empty label"),
        pytest.param(f"https://{'a' * 64}.example", "must be an https address", id="a label too long"),
        pytest.param(r"https://my-face.example\@evil.example", "without user", id="a backslash"),
        pytest.param("https://key@my-face.example", "without user", id="a user"),
        pytest.param("https://@my-face.example", "without user", id="an empty user"),
        pytest.param("https://user:word@my-face.example", "without user", id="a password"),
        pytest.param("https://my-face.example?a=b", "query", id="a query"),
        pytest.param("https://my-face.example#top", "fragment", id="a fragment"),
        pytest.param("https://my-face.example/other", "path", id="another path"),
        pytest.param("https://my-face.example/face/v1.0/persongroups", "path", id="a longer path"),
        pytest.param("https://my-face.example:http", "port", id="a port in letters"),
        pytest.param("https://my-face.example:65536", "port", id="a port too high"),
        pytest.param("https://my-face.example:0", "port", id="port zero"),
        pytest.param("http://my-face.cognitiveservices.azure.com", "plain http", id="http to the service"),
        pytest.param("http://10.0.0.7", "plain http", id="http in the local net"),
        pytest.param("http://0.0.0.0:5000", "plain http", id="http on all addresses"),
        pytest.param("http://127.0.0.1.evil.example", "plain http", id="http on a name like loopback"),
        pytest.param("http://localhost.evil.example", "plain http", id="http on a name like localhost"),
        pytest.param("http://2130706433", "plain http", id="http on 127.0.0.1 as one number"),
        pytest.param("http://[2001:db8::1]", "plain http", id="http on another IPv6 address"),
        pytest.param("http://localhost@evil.example", "without user", id="http with localhost as the user"),
    ],
)
def test_what_is_none(text: str, rule: str) -> None:
    """What is not an endpoint is refused with the rule it breaks."""
    with pytest.raises(ValueError, match=rule):
        normalize(text)


def test_a_refusal_does_not_repeat_the_text() -> None:
    """A key pasted in place of the endpoint is not printed."""
    with pytest.raises(ValueError, match="https address") as refusal:
        normalize("0123456789abcdef")

    assert "0123456789abcdef" not in str(refusal.value)


HOSTS = st.one_of(
    st.sampled_from(["localhost", "127.0.0.1", "127.1", "[::1]", "[::ffff:10.0.0.1]", "a.b", "localhost.", "lo%63al"]),
    st.text(st.sampled_from("alocht0127.:-_[]%@\\\u0131"), max_size=12),
)
ADDRESSES = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "hTTps", "ftp", ""]),
    HOSTS,
    st.sampled_from(["", ":", ":1", ":80", ":443", ":99999", ":x"]),
    st.sampled_from(
        ["", "/", "//", "/face", "/face/v1.0", "/face/v1.2-preview.1/", "/x", "?a", "#b", "/@evil.example"]
    ),
)


@settings(deadline=None)
@given(st.one_of(ADDRESSES, st.text()))
def test_normal_stays_normal_and_http_stays_here(text: str) -> None:
    """Whatever is accepted is accepted again unchanged, and plain http leads nowhere but to this machine."""
    try:
        endpoint = normalize(text)
    except ValueError:
        return

    assert normalize(endpoint) == endpoint
    assert endpoint.startswith("https://") or is_local(endpoint)


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "127.255.255.254", "::1"])
def test_what_is_this_machine(host: str) -> None:
    """Loopback has a name and many addresses."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "127.1", "128.0.0.1", "0.0.0.0", "::2", "localhost.example"])
def test_what_is_another_machine(host: str) -> None:
    """What merely looks like loopback is not."""
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(HOST, HOST, True, id="one endpoint"),
        pytest.param("http://127.0.0.1:5000", "http://localhost:6000", True, id="two runs of an emulator"),
        pytest.param(HOST, "https://another.cognitiveservices.azure.com", False, id="two accounts"),
        pytest.param(HOST, "http://localhost:5000", False, id="an account and an emulator"),
    ],
)
def test_what_may_be_one_account(one: str, other: str, same: bool) -> None:
    """Two endpoints may be one account when they are equal or both an emulator's."""
    assert may_be_same_account(one, other) is same
