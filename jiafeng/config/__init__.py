"""Settings, root urls, the server's entry point and the `jiafeng` command."""

import gc

# What is made while Django starts stays, and looking through all of it again and again is a tenth of every start and of every long job.
gc.set_threshold(20_000, 20, 50)
