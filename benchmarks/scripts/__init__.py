"""Scripts that do the tasks without Pulumi. Pulumi programs belong in `programs`. Start with `asyncio_script.py`."""
