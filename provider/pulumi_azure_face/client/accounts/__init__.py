"""Which account to use: settings, endpoint, and credentials.

No request is sent from here and nothing is stored. Start reading at `configuration.resolve`, which turns stack
configuration and environment variables into an `Account`.
"""
