"""An account that a program creates, and the inputs that select the account of a resource."""

from __future__ import annotations

from typing import TypeAlias

import pulumi


class Account:
    """A Face resource in Azure that the same program creates. Its endpoint and key cannot be stack configuration.

    The key becomes a secret in the state. Without a key, Entra ID signs in (extra `entra`), and no secret is stored.

    A configured key for the same endpoint, or without any endpoint, takes precedence. So after a key rotation,
    `pulumi config set --secret azure-face:key ...` makes `destroy` work again.

    ```python
    account = Account(endpoint=cognitive.properties.endpoint, key=keys.key1)
    staff = PersonGroup("staff", account=account)
    ```
    """

    endpoint: pulumi.Output[str]
    """The endpoint of the account. A change means another account and replaces every resource in it."""
    key: pulumi.Output[str] | None
    """The key of the account, a secret; None for Entra ID."""

    def __init__(self, *, endpoint: pulumi.Input[str], key: pulumi.Input[str] | None = None) -> None:
        """Describe an account.

        Args:
            endpoint: The endpoint, such as https://my-face.cognitiveservices.azure.com.
            key: One of the two keys. Defaults to signing in with Entra ID.

        Errors: each resource that uses the account rejects an endpoint that is not an https URL, at preview.
        """
        self.endpoint = pulumi.Output.from_input(endpoint)
        self.key = None if key is None else pulumi.Output.secret(key)


AccountOrName: TypeAlias = str | Account | None
"""An account that the program creates, the name of a configured account, or None for the stack's account."""


def account_inputs(account: AccountOrName) -> dict[str, pulumi.Input[str] | None]:
    """Return the inputs that select an account: its name or endpoint, and the key if the program creates it."""
    if isinstance(account, Account):
        return {"account": account.endpoint, "account_key": account.key}
    return {"account": account, "account_key": None}


def wait_for_account(account: AccountOrName, id: pulumi.Input[str]) -> pulumi.Input[str]:
    """Return an id that is unknown until the account is known.

    The engine does not read a resource with an unknown id. Other unknown inputs of a read are dropped, and a provider
    cannot tell them from missing ones.
    """
    if not isinstance(account, Account):
        return id
    return pulumi.Output.unsecret(pulumi.Output.all(id, account.endpoint, account.key).apply(lambda values: values[0]))
