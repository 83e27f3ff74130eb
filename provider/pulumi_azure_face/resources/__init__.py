"""The front door: what a Pulumi program declares. Inputs in, typed outputs out, children composed; no rule is decided
here.
"""
