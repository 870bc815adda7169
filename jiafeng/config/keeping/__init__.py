"""What keeps a deployment from being lost: its check, its backup, its way back, and the drill that proves the way.

`files` and `databases` look at what there is; `backups` writes a folder that `restoring` turns into a data folder again, on a bare machine and without
Django; `upkeep` does all of it by itself, beside `jiafeng serve`. Nothing here migrates.
"""
