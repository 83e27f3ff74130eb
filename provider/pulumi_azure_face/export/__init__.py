"""Export: an existing account as a Pulumi project, and as entries of an import file. Only reads the account.

What a saved resource means belongs in `lifecycle`; this package only fills its models with what the account has. Start
with `project`, then read `account`, `declarations`, and `program`.
"""
