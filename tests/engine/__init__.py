"""A real `pulumi` against a real emulator: whole stories, as a user would live them."""
