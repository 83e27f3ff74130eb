"""Which addresses are valid endpoints, and their normal form."""

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
        pytest.param(f"  {HOST}\n", HOST, id="surrounding spaces"),
        pytest.param(f"{HOST}/", HOST, id="trailing slash"),
        pytest.param(f"{HOST}///", HOST, id="trailing slashes"),
        pytest.param(f"{HOST}/face", HOST, id="with /face"),
        pytest.param(f"{HOST}/face/v1.0", HOST, id="with /face/v1.0"),
        pytest.param(f"{HOST}/Face/v1.2-preview.1/", HOST, id="with a preview version"),
        pytest.param("HTTPS://My-Face.CognitiveServices.Azure.com", HOST, id="capitals"),
        pytest.param(f"{HOST}:443", HOST, id="default https port"),
        pytest.param(f"{HOST}:8443/", f"{HOST}:8443", id="port"),
        pytest.param(f"{HOST}:", HOST, id="empty port"),
        pytest.param(
            "https://westus.api.cognitive.microsoft.com/",
            "https://westus.api.cognitive.microsoft.com",
            id="regional",
        ),
        pytest.param("https://10.0.0.7", "https://10.0.0.7", id="IPv4 address"),
        pytest.param("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", id="IPv6 address"),
        pytest.param("http://localhost:5000/", "http://localhost:5000", id="http on localhost"),
        pytest.param("http://LOCALHOST", "http://localhost", id="http on LOCALHOST"),
        pytest.param("http://localhost:80", "http://localhost", id="default http port"),
        pytest.param("http://127.0.0.1:5000", "http://127.0.0.1:5000", id="http on 127.0.0.1"),
        pytest.param("http://127.8.9.1", "http://127.8.9.1", id="http on 127.x"),
        pytest.param("http://[::1]:5000/face/v1.2", "http://[::1]:5000", id="http on ::1"),
    ],
)
def test_endpoint_is_normalized_to_scheme_host_and_port(text: str, endpoint: str) -> None:
    """An endpoint is reduced to scheme, host, and port."""
    assert normalize(text) == endpoint


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("", "must be an https URL", id="empty"),
        pytest.param("my-face.cognitiveservices.azure.com", "must be an https URL", id="no scheme"),
        pytest.param("ftp://my-face.example", "must be an https URL", id="unsupported scheme"),
        pytest.param("https://", "must be an https URL", id="no host"),
        pytest.param("https:///face/v1.0", "must be an https URL", id="path without host"),
        pytest.param("https://[::1", "must be an https URL", id="unclosed bracket"),
        pytest.param("https://[::1%25lo]", "must be an https URL", id="IPv6 scope"),
        pytest.param("https://my face.example", "must be an https URL", id="space in the host"),
        pytest.param("https://my\nface.example", "must be an https URL", id="line break in the host"),
        pytest.param("https://gesicht-ü.example", "must be an https URL", id="non-ASCII letter"),
        pytest.param("https://\u212aey.example", "must be an https URL", id="letter that folds to ASCII"),
        pytest.param("https://my..face.example", "must be an https URL", id="empty label"),
        pytest.param(f"https://{'a' * 64}.example", "must be an https URL", id="label too long"),
        pytest.param(r"https://my-face.example\@evil.example", "without user", id="backslash"),
        pytest.param("https://key@my-face.example", "without user", id="user"),
        pytest.param("https://@my-face.example", "without user", id="empty user"),
        pytest.param("https://user:word@my-face.example", "without user", id="password"),
        pytest.param("https://my-face.example?a=b", "query", id="query"),
        pytest.param("https://my-face.example#top", "fragment", id="fragment"),
        pytest.param("https://my-face.example/other", "path", id="unknown path"),
        pytest.param("https://my-face.example/face/v1.0/persongroups", "path", id="path of an API call"),
        pytest.param("https://my-face.example:http", "port", id="port in letters"),
        pytest.param("https://my-face.example:65536", "port", id="port too high"),
        pytest.param("https://my-face.example:0", "port", id="port zero"),
        pytest.param("http://my-face.cognitiveservices.azure.com", "Plain http", id="http to the service"),
        pytest.param("http://10.0.0.7", "Plain http", id="http in a private network"),
        pytest.param("http://0.0.0.0:5000", "Plain http", id="http on all addresses"),
        pytest.param("http://127.0.0.1.evil.example", "Plain http", id="http on a host that starts like loopback"),
        pytest.param("http://localhost.evil.example", "Plain http", id="http on a host that starts like localhost"),
        pytest.param("http://2130706433", "Plain http", id="http on 127.0.0.1 as one number"),
        pytest.param("http://[2001:db8::1]", "Plain http", id="http on a public IPv6 address"),
        pytest.param("http://localhost@evil.example", "without user", id="http with localhost as user"),
    ],
)
def test_invalid_endpoint_is_rejected_with_its_rule(text: str, rule: str) -> None:
    """An invalid endpoint is rejected with the rule that it breaks."""
    with pytest.raises(ValueError, match=rule):
        normalize(text)


def test_endpoint_error_does_not_contain_the_input() -> None:
    """The error does not contain the input, because it may be a key that was pasted by mistake."""
    with pytest.raises(ValueError, match="https URL") as error:
        normalize("0123456789abcdef")

    assert "0123456789abcdef" not in str(error.value)


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
def test_normalization_is_idempotent_and_plain_http_is_local(text: str) -> None:
    """A normalized endpoint normalizes to itself, and plain http is only accepted for this machine."""
    try:
        endpoint = normalize(text)
    except ValueError:
        return

    assert normalize(endpoint) == endpoint
    assert endpoint.startswith("https://") or is_local(endpoint)


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "127.255.255.254", "::1"])
def test_loopback_hosts_are_recognized(host: str) -> None:
    """The names and addresses of loopback are recognized."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "127.1", "128.0.0.1", "0.0.0.0", "::2", "localhost.example"])
def test_hosts_that_resemble_loopback_are_not_loopback(host: str) -> None:
    """A host that only resembles loopback is not loopback."""
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param(HOST, HOST, True, id="same endpoint"),
        pytest.param("http://127.0.0.1:5000", "http://localhost:6000", True, id="two emulators"),
        pytest.param(HOST, "https://another.cognitiveservices.azure.com", False, id="different accounts"),
        pytest.param(HOST, "http://localhost:5000", False, id="account and emulator"),
    ],
)
def test_same_account_needs_equal_endpoints_or_two_emulators(first: str, second: str, same: bool) -> None:
    """Two endpoints may be the same account if they are equal or both belong to an emulator."""
    assert may_be_same_account(first, second) is same
