"""Queries of an account, for program functions and the command line: validated inputs, typed results.

One module per subject. Nothing here depends on Pulumi, changes an account, or knows about state. Start reading at
`containers`, then `results` for the types that users see and `validation` for the rules of inputs.
"""
