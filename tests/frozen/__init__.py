"""Golden values: names and values that saved states, accounts, programs and scripts depend on.

docs/decisions/0001-frozen-names.md lists them. Expected values are literals, so that a rename in the code cannot change
both sides of a comparison. A failing test here means that a release would break something that exists.
"""
