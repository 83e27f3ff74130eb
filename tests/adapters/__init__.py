"""Both adapters in their own processes: the dynamic host and the plugin do the same in the account."""
