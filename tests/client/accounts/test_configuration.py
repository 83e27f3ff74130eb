"""Which account the settings name, and what is said about wrong ones."""

from __future__ import annotations

import json

import pytest

from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import Account, InvalidSettingError, resolve

KEY = "0123456789abcdef"
HOST = "https://my-face.cognitiveservices.azure.com"
OTHER = "https://other.cognitiveservices.azure.com"
ENOUGH = {"azure-face:endpoint": HOST, "azure-face:key": KEY}


@pytest.fixture(autouse=True)
def entra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if azure-identity were there, on whatever machine this runs."""
    monkeypatch.setattr(configuration, "is_entra_installed", lambda: True)


def test_the_defaults() -> None:
    """An endpoint and a key are enough: the version is v1.2 and the pace that of S0."""
    assert resolve(ENOUGH, {}) == Account(HOST, KEY, "v1.2", 10.0)


def test_the_environment_alone() -> None:
    """Endpoint, key and version may come from the environment."""
    environment = {"AZURE_FACE_ENDPOINT": HOST, "AZURE_FACE_KEY": KEY, "AZURE_FACE_API_VERSION": "v1.0"}

    assert resolve({}, environment) == Account(HOST, KEY, "v1.0", 10.0)


@pytest.mark.parametrize(
    ("config", "account"),
    [
        pytest.param({"endpoint": HOST}, Account(HOST, "from-env", "v1.0"), id="endpoint"),
        pytest.param({"key": KEY}, Account(OTHER, KEY, "v1.0"), id="key"),
        pytest.param({"apiVersion": "v1.2"}, Account(OTHER, "from-env", "v1.2"), id="version"),
        pytest.param({"key": ""}, Account(OTHER, "from-env", "v1.0"), id="an empty key sets nothing"),
    ],
)
def test_configuration_wins(config: dict[str, str], account: Account) -> None:
    """The stack's configuration goes over the environment, setting by setting."""
    environment = {"AZURE_FACE_ENDPOINT": OTHER, "AZURE_FACE_KEY": "from-env", "AZURE_FACE_API_VERSION": "v1.0"}

    assert resolve({f"azure-face:{name}": value for name, value in config.items()}, environment) == account


@pytest.mark.parametrize(
    ("config", "rate"),
    [
        pytest.param({"tier": "F0"}, 20 / 60, id="F0"),
        pytest.param({"tier": "S0"}, 10.0, id="S0"),
        pytest.param({"requestsPerSecond": "0.5"}, 0.5, id="a rate"),
        pytest.param({"requestsPerSecond": "200", "tier": "F0"}, 200.0, id="a rate over the tier"),
    ],
)
def test_the_pace(config: dict[str, str], rate: float) -> None:
    """The pace follows the tier, or is given as a number."""
    settings = {**ENOUGH, **{f"azure-face:{name}": value for name, value in config.items()}}

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
                "azure-face:accounts": json.dumps({"lab": {"endpoint": OTHER, "key": KEY, "requestsPerSecond": 5}}),
                "azure-face:accounts.lab.endpoint": HOST,
            },
            id="flat over nested",
        ),
        pytest.param(
            {
                "azure-face:accounts": json.dumps(
                    {"lab": {"endpoint": HOST, "key": KEY, "apiVersion": None, "requestsPerSecond": 5}}
                )
            },
            id="nested with a null",
        ),
    ],
)
def test_a_named_account(config: dict[str, str]) -> None:
    """A named account has settings of its own, however they were written down."""
    assert resolve(config, {}, "lab") == Account(HOST, KEY, "v1.2", 5.0)


def test_a_named_account_borrows_nothing() -> None:
    """What belongs to the stack's own account or to the environment is never used for a named one."""
    config = {**ENOUGH, "azure-face:accounts.lab.endpoint": OTHER, "azure-face:apiVersion": "v1.0"}

    assert resolve(config, {"AZURE_FACE_KEY": KEY}, "lab") == Account(OTHER, None, "v1.2", 10.0)


@pytest.mark.parametrize(
    ("endpoint", "entra"),
    [
        pytest.param(HOST, True, id="a host of its own"),
        pytest.param("https://westus.api.cognitive.microsoft.com", False, id="a regional host"),
        pytest.param("http://localhost:5000", False, id="an emulator"),
    ],
)
def test_no_key(endpoint: str, entra: bool) -> None:
    """Without a key Entra is used where the service takes its tokens; elsewhere the key is missing."""
    config = {"azure-face:endpoint": endpoint}
    if entra:
        assert resolve(config, {}).key is None
        return

    with pytest.raises(InvalidSettingError, match="azure-face:key is not set"):
        resolve(config, {})


def test_an_account_without_settings_stands_in_nobodys_way() -> None:
    """`accounts: {attic: {}}` is left behind by who removes the settings one by one."""
    config = {"azure-face:accounts": json.dumps({"attic": {}})}

    assert resolve(config, {}, HOST, KEY).key == KEY


def test_no_key_and_no_entra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without azure-identity there is no way in without a key."""
    monkeypatch.setattr(configuration, "is_entra_installed", lambda: False)

    with pytest.raises(InvalidSettingError, match="azure-face:key is not set"):
        resolve({"azure-face:endpoint": HOST}, {})


@pytest.mark.parametrize(
    ("config", "setting", "advice"),
    [
        pytest.param({}, "azure-face:endpoint", "`pulumi config set azure-face:endpoint ...` or AZURE_FACE_ENDPOINT", id="no endpoint"),
        pytest.param({"endpoint": "http://evil.example"}, "azure-face:endpoint", "https", id="an endpoint on plain http"),
        pytest.param({"endpoint": "http://localhost"}, "azure-face:key", "`pulumi config set --secret azure-face:key ...` or AZURE_FACE_KEY", id="no key"),
        pytest.param({"endpoint": HOST, "key": "two words"}, "azure-face:key", "copy it again", id="a space in the key"),
        pytest.param({"endpoint": HOST, "key": "line\r\nX-Evil:1"}, "azure-face:key", "copy it again", id="a line break in the key"),
        pytest.param({"endpoint": HOST, "key": "schlüssel"}, "azure-face:key", "copy it again", id="another letter in the key"),
        pytest.param({"endpoint": HOST, "key": KEY, "apiVersion": "v2"}, "azure-face:apiVersion", "v1.2", id="an unknown version"),
        pytest.param({"endpoint": HOST, "key": KEY, "tier": "S1"}, "azure-face:tier", "F0 or S0", id="an unknown tier"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "fast"}, "azure-face:requestsPerSecond", "number", id="a rate in words"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "0"}, "azure-face:requestsPerSecond", "0.01", id="a rate of nothing"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "-1"}, "azure-face:requestsPerSecond", "0.01", id="a rate below nothing"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "1e9"}, "azure-face:requestsPerSecond", "10000", id="a rate beyond all"),
        pytest.param({"endpoint": HOST, "key": KEY, "requestsPerSecond": "nan"}, "azure-face:requestsPerSecond", "number", id="a rate that is no number"),
    ],
)  # fmt: skip
def test_a_bad_setting_of_the_stack(config: dict[str, str], setting: str, advice: str) -> None:
    """The error names the setting in full and says in one line what to do."""
    with pytest.raises(InvalidSettingError) as bad:
        resolve({f"azure-face:{name}": value for name, value in config.items()}, {})

    assert bad.value.setting == setting
    assert str(bad.value).startswith(f"{setting} ")
    assert advice in bad.value.rule
    assert "\n" not in str(bad.value)


@pytest.mark.parametrize(
    ("config", "setting", "advice"),
    [
        pytest.param({}, "account", "`pulumi config set azure-face:accounts.lab.endpoint ...`", id="unknown"),
        pytest.param({"accounts.lab.tier": "F0"}, "azure-face:accounts.lab.endpoint", "`pulumi config set azure-face:accounts.lab.endpoint ...`", id="no endpoint"),
        pytest.param({"accounts.lab.endpoint": "http://localhost"}, "azure-face:accounts.lab.key", "--secret azure-face:accounts.lab.key ...`", id="no key"),
        pytest.param({"accounts.lab.endpoint": "x"}, "azure-face:accounts.lab.endpoint", "https", id="a bad endpoint"),
        pytest.param({"accounts": "lab"}, "azure-face:accounts", "--path", id="not JSON"),
        pytest.param({"accounts": '["lab"]'}, "azure-face:accounts", "--path", id="a list"),
        pytest.param({"accounts": '{"lab": "key"}'}, "azure-face:accounts", "--path", id="not an object"),
    ],
)  # fmt: skip
def test_a_bad_setting_of_a_named_account(config: dict[str, str], setting: str, advice: str) -> None:
    """The error names the named account's setting, and not the environment, which is not read for it."""
    with pytest.raises(InvalidSettingError) as bad:
        resolve({f"azure-face:{name}": value for name, value in config.items()}, {}, "lab")

    assert bad.value.setting == setting
    assert advice in bad.value.rule
    assert "AZURE_FACE" not in str(bad.value)


@pytest.mark.parametrize("name", [None, "lab"])
@pytest.mark.parametrize(
    "wrong", [{"endpoint": "nowhere"}, {"apiVersion": "v9"}, {"tier": "X"}, {"key": f"{KEY} {KEY}"}], ids=lambda wrong: next(iter(wrong))
)  # fmt: skip
def test_no_error_holds_the_key(name: str | None, wrong: dict[str, str]) -> None:
    """Whatever is wrong with the settings, the key among them is not told."""
    settings = {"endpoint": HOST, "key": KEY, **wrong}
    config = {f"azure-face:accounts.{name}.{key}" if name else f"azure-face:{key}": settings[key] for key in settings}

    with pytest.raises(InvalidSettingError) as bad:
        resolve(config, {}, name)

    assert KEY not in str(bad.value) + repr(bad.value)


def test_an_account_does_not_show_its_key() -> None:
    """An account may be printed."""
    account = resolve(ENOUGH, {})

    assert account.key == KEY
    assert KEY not in repr(account) + str(account)


@pytest.mark.parametrize(
    ("config", "environment", "key"),
    [
        pytest.param({}, {}, "given", id="nothing set"),
        pytest.param({"endpoint": HOST, "key": "set"}, {}, "given", id="set for another account"),
        pytest.param({"endpoint": OTHER, "key": "set"}, {}, "set", id="set for this one"),
        pytest.param({"endpoint": f"{OTHER}/", "key": "set"}, {}, "set", id="set in another form"),
        pytest.param({"key": "set"}, {}, "set", id="set beside no endpoint"),
        pytest.param({"accounts.b.endpoint": OTHER, "accounts.b.key": "set"}, {}, "set", id="set under a name"),
        pytest.param({"accounts": json.dumps({"b": {"endpoint": OTHER, "key": "set"}})}, {}, "set", id="nested"),
        pytest.param({"accounts.b.endpoint": HOST, "accounts.b.key": "set"}, {}, "given", id="another name"),
        pytest.param({}, {"AZURE_FACE_ENDPOINT": OTHER, "AZURE_FACE_KEY": "set"}, "set", id="in the environment"),
        pytest.param({}, {"AZURE_FACE_KEY": "set"}, "given", id="a key alone in the environment"),
        pytest.param({"key": "set"}, {"AZURE_FACE_ENDPOINT": HOST}, "given", id="for the environment's account"),
    ],
)
def test_the_key_of_an_account_made_in_the_program(
    config: dict[str, str], environment: dict[str, str], key: str
) -> None:
    """What is set for its endpoint goes before what is given, which a state may have kept for too long."""
    named = {f"azure-face:{name}": value for name, value in config.items()}

    assert resolve(named, environment, OTHER, "given") == Account(OTHER, key)


def test_other_settings_count_for_an_account_made_in_the_program() -> None:
    config = {**ENOUGH, "azure-face:apiVersion": "v1.0", "azure-face:tier": "F0"}

    assert resolve(config, {}, OTHER, "given") == Account(OTHER, "given", "v1.0", 20 / 60, "F0")


def test_an_account_made_in_the_program_without_a_key() -> None:
    """Entra signs in, where it can; where not, the line says who is to give the key."""
    assert resolve({}, {}, OTHER) == Account(OTHER, None)
    with pytest.raises(InvalidSettingError, match=r"made at http://127\.0\.0\.1:5000 has no key: give it to `Account`"):
        resolve({}, {}, "http://127.0.0.1:5000")
