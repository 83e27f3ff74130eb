"""The engine's door: the only code that the engine calls, and the only one that knows how it is called."""
