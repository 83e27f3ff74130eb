"""The settings of the account: where they come from, whether they are valid, and the credentials."""

from __future__ import annotations

import anyio

from pulumi_azure_face.client.account_client import auth_for
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.auth import is_entra_installed
from pulumi_azure_face.client.accounts.configuration import (
    DEFAULT_TIER,
    TIERS,
    Account,
    InvalidSettingError,
    Settings,
    can_use_entra,
)
from pulumi_azure_face.client.accounts.endpoint import is_local
from pulumi_azure_face.client.errors import AuthenticationError
from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError

from .examination import Examination
from .results import Result, failure, ok, warning

SIGN_IN_TIMEOUTS = 3  # as long as three answers: several credentials are tried one after the other
ENDPOINT_CURE = "Copy it from the page 'Keys and Endpoint' of the Face resource in the Azure portal."
ROLE_NEEDED = "which needs the role 'Cognitive Services User' on the Face resource"  # face-api.md#auth-entra-scope


async def check_settings(examination: Examination) -> Result:
    request = examination.request
    try:
        settings = request.find_settings()
        configuration.read_version(settings)
        rate = configuration.read_rate(settings)
        tier = configuration.read_tier(settings)
    except InvalidSettingError as error:
        return failure(f"the settings are invalid: {error}", "Correct the setting.")
    except PulumiCliError as error:
        reason = "`pulumi` is not on the PATH" if error.is_missing else error.output or str(error)
        return failure(
            f"could not read the settings from {request.settings_source}: {reason}",
            "Check the name of the stack, and run the command in its project with its backend and passphrase.",
        )
    examination.settings = settings
    examination.secret = settings.get("key").strip()
    per_second = f"{rate:,.4g} requests/s"
    usual = TIERS[tier or DEFAULT_TIER]
    if rate > usual and not is_local(settings.get("endpoint")):
        return warning(
            f"azure-face:requestsPerSecond is {rate:g}, but tier {tier or DEFAULT_TIER} allows {usual:,.4g}: "
            "the service rejects the others with 429",
            "Remove azure-face:requestsPerSecond, or correct azure-face:tier.",
        )
    told = f"tier {tier}" if tier else f"tier not set ({DEFAULT_TIER} is assumed)"
    return ok(f"from {request.settings_source}: API {configuration.read_version(settings)}, {told}, {per_second}")


async def check_endpoint(examination: Examination) -> Result:
    try:
        examination.endpoint = configuration.read_endpoint(examination.settings)
    except InvalidSettingError as error:
        return failure(f"no usable endpoint: {error}", ENDPOINT_CURE)
    return ok(examination.endpoint)


async def check_credentials(examination: Examination) -> Result:
    settings, endpoint = examination.settings, examination.endpoint
    try:
        key = configuration.read_key(settings, endpoint)
    except InvalidSettingError as error:
        return failure(f"no usable credentials: {error}{why_not_entra(settings, endpoint)}", entra_cure(endpoint))
    examination.account = Account(
        endpoint=endpoint,
        key=key,
        api_version=configuration.read_version(settings),
        requests_per_second=configuration.read_rate(settings),
        tier=configuration.read_tier(settings),
    )
    examination.auth = auth_for(examination.account)
    if key:
        return ok("a key is set and takes precedence over Entra ID")
    return await sign_in(examination)


def why_not_entra(settings: Settings, endpoint: str) -> str:
    """Explain why Entra ID cannot sign in instead of a key."""
    if settings.get("key").strip() or can_use_entra(endpoint):
        return ""
    if is_local(endpoint):
        return "; Entra ID does not work with an endpoint on this machine"
    if not is_entra_installed():
        return "; Entra ID needs azure-identity, which is not installed"
    return "; Entra ID does not work with a regional endpoint, which accepts no tokens"


def entra_cure(endpoint: str) -> str:
    """Say what to do if the key is unusable."""
    set_key = "Set azure-face:key or AZURE_FACE_KEY."
    if is_local(endpoint):
        return set_key
    if not is_entra_installed():
        return f"{set_key} For Entra ID: pip install 'pulumi-azure-face[entra]'"
    # face-api.md#auth-entra-custom-subdomain
    return f"{set_key} For Entra ID, give the resource a custom subdomain and use that as the endpoint."


async def sign_in(examination: Examination) -> Result:
    seconds = examination.request.timeout * SIGN_IN_TIMEOUTS
    cure = "Run `az login`, set the AZURE_* variables of a service principal or workload identity, or set a key."
    try:
        with anyio.fail_after(seconds):
            await examination.auth.headers()
    except TimeoutError:
        return failure(f"could not sign in with Entra ID: no response within {seconds:g} s", cure)
    except AuthenticationError as error:
        return failure(f"could not sign in with Entra ID: {error.reason}", cure)
    return ok(f"no key is set; signed in with Entra ID, {ROLE_NEEDED}")
