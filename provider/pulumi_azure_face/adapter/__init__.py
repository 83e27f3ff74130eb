"""What the two adapters share: the dynamic host in `host`, and the plugin in `plugin`.

It picks the account, runs operations of lifecycles on one event loop, and shows their progress. How the engine's values
become plain values belongs in the adapters, and no rule about a resource belongs here. Start with `operations`.
"""
