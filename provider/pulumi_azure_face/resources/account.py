"""An account that a program makes itself, and how resources are told which account is theirs."""

from __future__ import annotations

from typing import TypeAlias

import pulumi


class Account:
    """A Face account that is made in the same program, so that no setting can name it.

    The key becomes a secret of the state. Without one, Entra signs in (extra `entra`), and nothing secret is stored.

    A key in the stack's settings for the same endpoint, or beside no endpoint at all, goes before this one: so a
    `destroy` after the key was changed works with `pulumi config set --secret azure-face:key ...`.

    ```python
    account = Account(endpoint=cognitive.properties.endpoint, key=keys.key1)
    staff = PersonGroup("staff", account=account)
    ```
    """

    endpoint: pulumi.Output[str]
    """Where the account is reached. Another endpoint is another account: what is in it is replaced."""
    key: pulumi.Output[str] | None
    """The account's key, a secret; None for Entra."""

    def __init__(self, *, endpoint: pulumi.Input[str], key: pulumi.Input[str] | None = None) -> None:
        """Name an account by what reaches it.

        Args:
            endpoint: Its address, such as https://my-face.cognitiveservices.azure.com.
            key: One of its two keys; left out, Entra signs in.

        Errors: an endpoint that is no https address is refused at preview, by each resource that uses it.
        """
        self.endpoint = pulumi.Output.from_input(endpoint)
        self.key = None if key is None else pulumi.Output.secret(key)


AccountOrName: TypeAlias = str | Account | None
"""An account made in the program, the name of one in the settings, or None for the stack's own."""


def account_inputs(account: AccountOrName) -> dict[str, pulumi.Input[str] | None]:
    """As the resources' inputs carry it: the name or the endpoint, and the key of an account made in the program."""
    if isinstance(account, Account):
        return {"account": account.endpoint, "account_key": account.key}
    return {"account": account, "account_key": None}


def known_with(account: AccountOrName, id: pulumi.Input[str]) -> pulumi.Input[str]:
    """The id of what is read, unknown as long as the account is. The engine does not read what has no known id; any
    other unknown input it would leave out, and a provider could not tell it from one that was never given.
    """
    if not isinstance(account, Account):
        return id
    return pulumi.Output.unsecret(pulumi.Output.all(id, account.endpoint, account.key).apply(lambda known: known[0]))
