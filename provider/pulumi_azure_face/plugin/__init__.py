"""The plugin adapter: serves programs of every language as `pulumi-resource-azure-face`, over gRPC.

It converts values and names, and answers the calls of the engine. What it shares with the dynamic host belongs in
`adapter`, and no rule about a resource belongs here. Start with `servicer`.
"""
