"""How resources behave in real stacks: create, update, replace, import, refresh, and delete.

Failed and killed runs belong in `faults/`. Start with `test_stack_lifecycle.py`.
"""
