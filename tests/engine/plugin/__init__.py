"""Programs in languages other than Python, which use the provider plugin."""
