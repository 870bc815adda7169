"""Settings, root urls, the server's entry point and the `jiafeng` command."""
