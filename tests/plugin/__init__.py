"""The provider plugin without an engine: its schema, its names, and its answers over gRPC."""
