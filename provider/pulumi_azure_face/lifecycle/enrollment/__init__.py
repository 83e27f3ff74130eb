"""Enroll a gallery: compare the desired entries with the actual ones, plan the changes, and execute the plan.

Reading a source belongs to `sources`, and the inputs and state of the Gallery resource to `lifecycle.gallery`.
Start with `reconciler`, then follow its steps: `actual`, `plan`, and `execution`.
"""
