"""Pulumi stacks from the outside: what the CLI tells about them, and what an exported state contains. No Pulumi SDK.

What a saved resource means belongs in `lifecycle`. Start with `deployment`, then read `pulumi_cli`.
"""
