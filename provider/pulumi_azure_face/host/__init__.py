"""The dynamic adapter: connects the Pulumi engine to the lifecycles.

It converts values, picks the account, runs operations on one event loop, and turns errors into one line. No rule about
a resource belongs here. Start reading at `dynamic`, whose classes are saved in every state, then `operations`.
"""
