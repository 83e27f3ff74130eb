"""The account that the settings name, and the errors for invalid settings."""

from __future__ import annotations

import json

import pytest

from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import Account, InvalidSettingError, resolve

KEY = "0123456789abcdef"
HOST = "https://my-face.cognitiveservices.azure.com"
OTHER_HOST = "https://other.cognitiveservices.azure.com"
MINIMAL_CONFIG = {"azure-face:endpoint": HOST, "azure-face:key": KEY}


@pytest.fixture(autouse=True)
def entra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that azure-identity is installed."""
    monkeypatch.setattr(configuration, "is_entra_installed", lambda: True)


def test_defaults_are_v1_2_and_the_rate_of_s0() -> None:
    """An endpoint and a key are enough: the version defaults to v1.2 and the rate to that of S0."""
    assert resolve(MINIMAL_CONFIG, {}) == Account(HOST, KEY, "v1.2", 10.0)


def test_environment_variables_are_enough() -> None:
    """Endpoint, key, and version can come from environment variables alone."""
    environment = {"AZURE_FACE_ENDPOINT": HOST, "AZURE_FACE_KEY": KEY, "AZURE_FACE_API_VERSION": "v1.0"}

    assert resolve({}, environment) == Account(HOST, KEY, "v1.0", 10.0)


@pytest.mark.parametrize(
    ("config", "account"),
    [
        pytest.param({"endpoint": HOST}, Account(HOST, "from-env", "v1.0"), id="endpoint"),
        pytest.param({"key": KEY}, Account(OTHER_HOST, KEY, "v1.0"), id="key"),
        pytest.param({"apiVersion": "v1.2"}, Account(OTHER_HOST, "from-env", "v1.2"), id="version"),
        pytest.param({"key": ""}, Account(OTHER_HOST, "from-env", "v1.0"), id="empty key ignored"),
    ],
)
def test_stack_configuration_overrides_the_environment(config: dict[str, str], account: Account) -> None:
    """Each setting of the stack's configuration overrides its environment variable."""
    environment = {"AZURE_FACE_ENDPOINT": OTHER_HOST, "AZURE_FACE_KEY": "from-env", "AZURE_FACE_API_VERSION": "v1.0"}

    assert resolve({f"azure-face:{name}": value for name, value in config.items()}, environment) == account


@pytest.mark.parametrize(
    ("config", "rate"),
    [
        pytest.param({"tier": "F0"}, 20 / 60, id="F0"),
        pytest.param({"tier": "S0"}, 10.0, id="S0"),
        pytest.param({"requestsPerSecond": "0.5"}, 0.5, id="rate"),
        pytest.param({"requestsPerSecond": "200", "tier": "F0"}, 200.0, id="rate overrides tier"),
    ],
)
def test_rate_comes_from_the_tier_or_a_number(config: dict[str, str], rate: float) -> None:
    """The rate follows the tier unless it is given as a number."""
    settings = {**MINIMAL_CONFIG, **{f"azure-face:{name}": value for name, value in config.items()}}

    assert resolve(settings, {}).requests_per_second == rate


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(
            {
                "azure-face:accounts.lab.endpoint": HOST,
                "azure-face:accounts.lab.key": KEY,
                "azure-face:accounts.lab.requestsPerSecond": "5",
            },
            id="flat keys",
        ),
        pytest.param(
            {"azure-face:accounts": json.dumps({"lab": {"endpoint": HOST, "key": KEY, "requestsPerSecond": 5}})},
            id="nested",
        ),
        pytest.param(
            {
                "azure-face:accounts": json.dumps(
                    {"lab": {"endpoint": OTHER_HOST, "key": KEY, "requestsPerSecond": 5}}
                ),
                "azure-face:accounts.lab.endpoint": HOST,
            },
            id="flat overrides nested",
        ),
        pytest.param(
            {
                "azure-face:accounts": json.dumps(
                    {"lab": {"endpoint": HOST, "key": KEY, "apiVersion": None, "requestsPerSecond": 5}}
                )
            },
            id="nested with null",
        ),
    ],
)
def test_named_account_reads_flat_and_nested_settings(config: dict[str, str]) -> None:
    """A named account has its own settings, written as flat keys or as a nested object."""
    assert resolve(config, {}, "lab") == Account(HOST, KEY, "v1.2", 5.0)


def test_named_account_does_not_use_default_settings() -> None:
    """A named account never uses settings of the default account or of the environment."""
    config = {**MINIMAL_CONFIG, "azure-face:accounts.lab.endpoint": OTHER_HOST, "azure-face:apiVersion": "v1.0"}

    assert resolve(config, {"AZURE_FACE_KEY": KEY}, "lab") == Account(OTHER_HOST, None, "v1.2", 10.0)


@pytest.mark.parametrize(
    ("endpoint", "entra"),
    [
        pytest.param(HOST, True, id="custom domain"),
        pytest.param("https://westus.api.cognitive.microsoft.com", False, id="regional host"),
        pytest.param("http://localhost:5000", False, id="emulator"),
    ],
)
def test_missing_key_means_entra_only_where_tokens_work(endpoint: str, entra: bool) -> None:
    """Without a key, Entra is used on a custom domain, and elsewhere the missing key is an error."""
    config = {"azure-face:endpoint": endpoint}
    if entra:
        assert resolve(config, {}).key is None
        return

    with pytest.raises(InvalidSettingError, match="azure-face:key is not set"):
        resolve(config, {})


def test_named_account_without_settings_is_ignored() -> None:
    """A named account without settings does not affect other accounts."""
    config = {"azure-face:accounts": json.dumps({"attic": {}})}

    assert resolve(config, {}, HOST, KEY).key == KEY


def test_missing_key_without_azure_identity_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key and without azure-identity, the missing key is an error."""
    monkeypatch.setattr(configuration, "is_entra_installed", lambda: False)

    with pytest.raises(InvalidSettingError, match="azure-face:key is not set"):
        resolve({"azure-face:endpoint": HOST}, {})


@pytest.mark.parametrize(
    ("config", "setting", "advice"),
    [
        pytest.param({}, "azure-face:endpoint", "`pulumi config set azure-face:endpoint ...` or set AZURE_FACE_ENDPOINT", id="no endpoint"),
        pytest.param({"endpoint": "http://evil.example"}, "azure-face:endpoint", "https", id="plain http"),
        pytest.param({"endpoint": "http://localhost"}, "azure-face:key", "`pulumi config set --secret azure-face:key ...` or set AZURE_FACE_KEY", id="no key"),
        pytest.param({"endpoint": HOST, "key": "two words"}, "azure-face:key", "Copy it again", id="space in the key"),
        pytest.param({"endpoint": HOST, "key": "line\r\nX-Evil:1"}, "azure-face:key", "Copy it again", id="line break in the key"),
        pytest.param({"endpoint": HOST, "key": "schlüssel"}, "azure-face:key", "Copy it again", id="non-ASCII letter in the key"),
        pytest.param({"endpoint": HOST, "key": KEY, "apiVersion": "v2"}, "azure-face:apiVersion", "v1.2", id="unknown version"),
        pytest.param({"endpoint": HOST, "key": KEY, "tier": "S1"}, "azure-face:tier", "F0 or S0", id="unknown tier"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "fast"}, "azure-face:requestsPerSecond", "number", id="rate as text"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "0"}, "azure-face:requestsPerSecond", "0.01", id="rate zero"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "-1"}, "azure-face:requestsPerSecond", "0.01", id="negative rate"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "1e9"}, "azure-face:requestsPerSecond", "10000", id="rate too high"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "nan"}, "azure-face:requestsPerSecond", "number", id="rate NaN"),
    ],
)  # fmt: skip
def test_invalid_default_setting_is_named_with_advice(config: dict[str, str], setting: str, advice: str) -> None:
    """An invalid setting gives an error of one line with its full name and advice."""
    with pytest.raises(InvalidSettingError) as error:
        resolve({f"azure-face:{name}": value for name, value in config.items()}, {})

    assert error.value.setting == setting
    assert str(error.value).startswith(f"{setting} ")
    assert advice in error.value.rule
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("config", "setting", "advice"),
    [
        pytest.param({}, "account", "`pulumi config set azure-face:accounts.lab.endpoint ...`", id="unknown account"),
        pytest.param({"accounts.lab.tier": "F0"}, "azure-face:accounts.lab.endpoint", "`pulumi config set azure-face:accounts.lab.endpoint ...`", id="no endpoint"),
        pytest.param({"accounts.lab.endpoint": "http://localhost"}, "azure-face:accounts.lab.key", "--secret azure-face:accounts.lab.key ...`", id="no key"),
        pytest.param({"accounts.lab.endpoint": "x"}, "azure-face:accounts.lab.endpoint", "https", id="invalid endpoint"),
        pytest.param({"accounts": "lab"}, "azure-face:accounts", "--path", id="not JSON"),
        pytest.param({"accounts": '["lab"]'}, "azure-face:accounts", "--path", id="list"),
        pytest.param({"accounts": '{"lab": "key"}'}, "azure-face:accounts", "--path", id="account not an object"),
    ],
)  # fmt: skip
def test_invalid_setting_of_a_named_account_does_not_mention_the_environment(
    config: dict[str, str], setting: str, advice: str
) -> None:
    """An invalid setting of a named account is named, and no environment variable is mentioned."""
    with pytest.raises(InvalidSettingError) as error:
        resolve({f"azure-face:{name}": value for name, value in config.items()}, {}, "lab")

    assert error.value.setting == setting
    assert advice in error.value.rule
    assert "AZURE_FACE" not in str(error.value)


@pytest.mark.parametrize("name", [None, "lab"])
@pytest.mark.parametrize(
    "invalid", [{"endpoint": "nowhere"}, {"apiVersion": "v9"}, {"tier": "X"}, {"key": f"{KEY} {KEY}"}], ids=lambda invalid: next(iter(invalid))
)  # fmt: skip
def test_setting_errors_do_not_contain_the_key(name: str | None, invalid: dict[str, str]) -> None:
    """No error about a setting contains the key."""
    settings = {"endpoint": HOST, "key": KEY, **invalid}
    config = {f"azure-face:accounts.{name}.{key}" if name else f"azure-face:{key}": settings[key] for key in settings}

    with pytest.raises(InvalidSettingError) as error:
        resolve(config, {}, name)

    assert KEY not in str(error.value) + repr(error.value)


def test_repr_hides_the_key() -> None:
    """The repr of an account does not contain its key."""
    account = resolve(MINIMAL_CONFIG, {})

    assert account.key == KEY
    assert KEY not in repr(account) + str(account)


@pytest.mark.parametrize(
    ("config", "environment", "key"),
    [
        pytest.param({}, {}, "given", id="nothing set"),
        pytest.param({"endpoint": HOST, "key": "set"}, {}, "given", id="set for another account"),
        pytest.param({"endpoint": OTHER_HOST, "key": "set"}, {}, "set", id="set for this account"),
        pytest.param({"endpoint": f"{OTHER_HOST}/", "key": "set"}, {}, "set", id="set with a trailing slash"),
        pytest.param({"key": "set"}, {}, "set", id="set without an endpoint"),
        pytest.param(
            {"accounts.b.endpoint": OTHER_HOST, "accounts.b.key": "set"}, {}, "set", id="set for a named account"
        ),
        pytest.param({"accounts": json.dumps({"b": {"endpoint": OTHER_HOST, "key": "set"}})}, {}, "set", id="nested"),
        pytest.param(
            {"accounts.b.endpoint": HOST, "accounts.b.key": "set"}, {}, "given", id="named account of another endpoint"
        ),
        pytest.param({}, {"AZURE_FACE_ENDPOINT": OTHER_HOST, "AZURE_FACE_KEY": "set"}, "set", id="environment"),
        pytest.param({}, {"AZURE_FACE_KEY": "set"}, "given", id="environment with only a key"),
        pytest.param({"key": "set"}, {"AZURE_FACE_ENDPOINT": HOST}, "given", id="set for the environment's endpoint"),
    ],
)
def test_configured_key_overrides_the_key_of_an_account_resource(
    config: dict[str, str], environment: dict[str, str], key: str
) -> None:
    """A key that is configured for the endpoint overrides the given one, which may be an outdated state value."""
    named = {f"azure-face:{name}": value for name, value in config.items()}

    assert resolve(named, environment, OTHER_HOST, "given") == Account(OTHER_HOST, key)


def test_default_settings_apply_to_an_account_resource() -> None:
    """The default API version and tier apply to an `Account` resource of the program."""
    config = {**MINIMAL_CONFIG, "azure-face:apiVersion": "v1.0", "azure-face:tier": "F0"}

    assert resolve(config, {}, OTHER_HOST, "given") == Account(OTHER_HOST, "given", "v1.0", 20 / 60, "F0")


def test_account_resource_without_a_key_uses_entra() -> None:
    """An `Account` without a key uses Entra, and where that is impossible, the error asks for the key."""
    assert resolve({}, {}, OTHER_HOST) == Account(OTHER_HOST, None)
    with pytest.raises(
        InvalidSettingError, match=r"account at http://127\.0\.0\.1:5000 has no key\. Pass key=\.\.\. to `Account`"
    ):
        resolve({}, {}, "http://127.0.0.1:5000")
